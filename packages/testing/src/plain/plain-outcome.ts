import { type PlainEvent, plainEvents } from './plain-events.ts'

/** What a chat reply holds, in the vendor's own words. It is what a fixture's `expected` says. */
export interface PlainOutcome {
  text: string
  reasoning: string
  refusal: string
  toolCalls: { id?: string; name: string; arguments: string }[]
  sources: string[]
  finishReason: string | null
  /** The last usage seen; `null`: none was told. */
  usage: {
    input?: number
    output?: number
    total?: number
    cachedInput?: number
    reasoning?: number
  } | null
  model?: string
  id?: string
  /** `told` by the server, or the reply stops before its end, or it is no reply at all. */
  error?: {
    kind: 'told' | 'truncated' | 'malformed'
    message?: string
    code?: string | number
    type?: string
  }
  /** Of a stream: the first and the last byte of the event that completes the answer. */
  ending?: { start: number; end: number }
}

// biome-ignore lint/suspicious/noExplicitAny: what a server sends has no type
type Wire = any
type Call = PlainOutcome['toolCalls'][number]

/** The outcome that a correct client must report for a body, however it is cut into packets. */
export function plainOutcome(body: Uint8Array, { stream }: { readonly stream: boolean }): PlainOutcome {
  const state = fresh()
  if (stream) readStream(state, body)
  else readWhole(state, new TextDecoder().decode(body))
  for (const call of state.toolCalls) call.arguments ||= '{}'
  if (state.error) state.toolCalls = []
  return state
}

const fresh = (): PlainOutcome => ({
  text: '',
  reasoning: '',
  refusal: '',
  toolCalls: [],
  sources: [],
  finishReason: null,
  usage: null,
})

function readWhole(state: PlainOutcome, text: string): void {
  let wire: Wire
  try {
    wire = JSON.parse(text)
  } catch {
    state.error = { kind: 'malformed' }
    return
  }
  const told = errorIn(wire, '')
  if (told) state.error = told
  else if (wire?.choices?.[0]?.message) take(state, wire, wire.choices[0].message, new Map())
  else state.error = { kind: 'malformed' }
}

function readStream(state: PlainOutcome, body: Uint8Array): void {
  const calls = new Map<unknown, Call>()
  const open = new Set<number>()
  const finished = new Set<number>()
  for (const event of plainEvents(body)) {
    const { start, end } = event
    if (event.kind === 'done') {
      state.ending ??= { start, end }
      return
    }
    if (!event.data.trim()) continue
    const wire = parse(event)
    const told = wire === undefined ? ({ kind: 'malformed' } as const) : errorIn(wire, event.name)
    const mine = (wire?.choices ?? []).find((choice: Wire) => !choice.index)
    if (wire !== undefined && typeof wire === 'object')
      take(state, wire, mine?.delta ?? mine?.message ?? {}, calls)
    if (told) {
      state.error = told
      return
    }
    for (const { index = 0, finish_reason } of wire.choices ?? []) {
      open.add(index)
      if (finish_reason) finished.add(index)
    }
    if (finished.size && finished.size === open.size) state.ending ??= { start, end }
  }
  if (!state.ending) state.error = { kind: 'truncated' }
}

function parse({ data, name }: PlainEvent): Wire {
  try {
    return JSON.parse(data)
  } catch {
    return name === 'error' ? data : undefined
  }
}

function errorIn(wire: Wire, name: string): PlainOutcome['error'] {
  const told =
    wire?.error ??
    wire?.x_groq?.error ??
    (name === 'error' || wire?.object === 'error' || wire?.choices?.[0]?.finish_reason === 'error'
      ? wire
      : undefined)
  if (told === undefined || told === null) return undefined
  const message = typeof told === 'string' ? told : told.message
  return {
    kind: 'told',
    ...(typeof message === 'string' && { message }),
    ...(told.code != null && { code: told.code }),
    ...(told.type != null && { type: told.type }),
  }
}

function take(state: PlainOutcome, wire: Wire, delta: Wire, calls: Map<unknown, Call>): void {
  const choice = (wire.choices ?? []).find((one: Wire) => !one.index)
  if (wire.model) state.model ??= wire.model
  if (wire.id) state.id ??= wire.id
  state.usage = usageIn(wire.usage ?? wire.x_groq?.usage ?? choice?.usage) ?? state.usage
  state.finishReason ??= choice?.finish_reason || null
  for (const url of wire.citations ?? []) if (!state.sources.includes(url)) state.sources.push(url)
  state.reasoning += delta.reasoning_content ?? delta.reasoning ?? ''
  state.refusal += delta.refusal ?? ''
  if (typeof delta.content === 'string') state.text += delta.content
  else {
    for (const part of delta.content ?? []) {
      if (part.type === 'text') state.text += part.text
      if (part.type === 'thinking') {
        state.reasoning +=
          typeof part.thinking === 'string'
            ? part.thinking
            : part.thinking.map((one: Wire) => one.text).join('')
      }
    }
  }
  const called =
    delta.tool_calls ?? (delta.function_call ? [{ index: 0, function: delta.function_call }] : [])
  for (const piece of called) takeCall(state.toolCalls, piece, calls)
}

/** A piece belongs to the call of its index, else of its id, else to the last one; a new id or a new name begins a new one. */
function takeCall(all: Call[], { index, id, function: said = {} }: Wire, calls: Map<unknown, Call>): void {
  const key = index ?? id
  let call: Call | undefined = key != null ? calls.get(key) : said.name ? undefined : all.at(-1)
  if (!call || (id && call.id && call.id !== id)) {
    const begun: Call = { ...(id && { id: String(id) }), name: '', arguments: '' }
    call = begun
    all.push(call)
    if (key != null) calls.set(key, call)
  }
  call.name ||= said.name ?? ''
  call.arguments +=
    typeof said.arguments === 'object' && said.arguments
      ? JSON.stringify(said.arguments)
      : (said.arguments ?? '')
}

function usageIn(wire: Wire): PlainOutcome['usage'] | undefined {
  if (!wire) return undefined
  const usage: NonNullable<PlainOutcome['usage']> = {}
  const set = (key: keyof typeof usage, value: unknown): void => {
    if (typeof value === 'number') usage[key] = value
  }
  set('input', wire.prompt_tokens)
  set('output', wire.completion_tokens)
  set('total', wire.total_tokens)
  set('cachedInput', wire.prompt_tokens_details?.cached_tokens)
  set('reasoning', wire.completion_tokens_details?.reasoning_tokens)
  return usage
}
