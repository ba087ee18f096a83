import { type PlainEvent, plainEvents } from './plain-events.ts'
import type { PlainOutcome } from './plain-outcome.ts'
import { type Call, parsed, plainUsage, toldError, type Wire } from './plain-told.ts'

/** A whole chat completion. */
export function readChat(state: PlainOutcome, wire: Wire): boolean {
  const told = errorIn(wire, '')
  if (told) state.error = told
  if (told || !wire?.choices?.[0]?.message) return false
  take(state, wire, wire.choices[0].message, new Map())
  return true
}

/** A streamed one. */
export function readChatStream(state: PlainOutcome, body: Uint8Array): void {
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

const parse = ({ data, name }: PlainEvent): Wire => parsed(data) ?? (name === 'error' ? data : undefined)

function errorIn(wire: Wire, name: string): PlainOutcome['error'] {
  const told =
    wire?.error ??
    wire?.x_groq?.error ??
    (name === 'error' || wire?.object === 'error' || wire?.choices?.[0]?.finish_reason === 'error'
      ? wire
      : undefined)
  return told === undefined || told === null ? undefined : toldError(told)
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

const usageIn = (wire: Wire): PlainOutcome['usage'] | undefined =>
  wire
    ? plainUsage({
        input: wire.prompt_tokens,
        output: wire.completion_tokens,
        total: wire.total_tokens,
        cachedInput: wire.prompt_tokens_details?.cached_tokens,
        reasoning: wire.completion_tokens_details?.reasoning_tokens,
      })
    : undefined
