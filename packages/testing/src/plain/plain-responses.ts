import { type PlainEvent, plainEvents } from './plain-events.ts'
import type { PlainOutcome } from './plain-outcome.ts'
import { parsed, plainUsage, toldError, type Wire } from './plain-told.ts'

/** A whole answer of the Responses API. */
export function readResponse(state: PlainOutcome, wire: Wire): boolean {
  const told = errorIn(wire)
  if (told) state.error = told
  if (told || !Array.isArray(wire?.output)) return false
  takeOutput(state, wire.output)
  takeEnd(state, wire)
  return true
}

/** One item as its events tell it, before anything tells it whole. */
interface Told {
  item: Wire
  text: string
  refusal: string
  reasoning: string
  arguments: string
  sources: string[]
}

const freshItem = (): Told => ({ item: {}, text: '', refusal: '', reasoning: '', arguments: '', sources: [] })

/**
 * A streamed one. What the last event says of the output stands over what the others said; where it says nothing, each item is as
 * it was told at its end, else as its pieces say.
 */
export function readResponseStream(state: PlainOutcome, body: Uint8Array): void {
  const items = new Map<unknown, Told>()
  let last: unknown
  const itemOf = (wire: Wire): Told => {
    const key = wire.output_index ?? wire.item_id ?? wire.item?.id ?? last
    last = key
    const found = items.get(key) ?? freshItem()
    items.set(key, found)
    return found
  }
  const said = (): void => {
    for (const told of items.values()) takeItem(state, told)
  }
  for (const event of plainEvents(body)) {
    const wire = event.kind === 'done' ? { type: '[DONE]' } : event.data.trim() ? parse(event) : {}
    const told = wire === undefined ? ({ kind: 'malformed' } as const) : errorIn(wire, event.name)
    if (told) {
      said()
      state.error = told
      return
    }
    const { type = event.name, response } = wire
    if (response?.usage) state.usage = usageIn(response.usage)
    if (/^response\.(completed|incomplete)$/.test(type)) {
      if (response?.output?.length) takeOutput(state, response.output)
      else said()
      takeEnd(state, response ?? {})
      state.ending = { start: event.start, end: event.end }
      return
    }
    takeEvent(itemOf, type, wire)
  }
  said()
  state.error = { kind: 'truncated' }
}

function takeEvent(itemOf: (wire: Wire) => Told, type: string, wire: Wire): void {
  if (type === 'response.output_item.added') itemOf(wire).item = wire.item
  if (type === 'response.output_item.done') Object.assign(itemOf(wire), { ...freshItem(), item: wire.item })
  if (type === 'response.output_text.delta') itemOf(wire).text += wire.delta
  if (type === 'response.output_text.done') itemOf(wire).text ||= wire.text
  if (type === 'response.refusal.delta') itemOf(wire).refusal += wire.delta
  if (type === 'response.reasoning_summary_text.delta') itemOf(wire).reasoning += wire.delta
  if (type === 'response.reasoning_text.delta') itemOf(wire).reasoning += wire.delta
  if (type === 'response.function_call_arguments.delta') itemOf(wire).arguments += wire.delta
  if (type === 'response.function_call_arguments.done') itemOf(wire).arguments = wire.arguments
  if (type === 'response.output_text.annotation.added' && wire.annotation?.url)
    itemOf(wire).sources.push(wire.annotation.url)
}

const parse = ({ data, name }: PlainEvent): Wire => parsed(data) ?? (name === 'error' ? data : undefined)

function takeItem(state: PlainOutcome, { item, ...told }: Told): void {
  takeOutput(state, [{ ...item, arguments: told.arguments || item.arguments }])
  state.text += told.text
  state.refusal += told.refusal
  state.reasoning += told.reasoning
  for (const url of told.sources) if (!state.sources.includes(url)) state.sources.push(url)
}

function takeOutput(state: PlainOutcome, output: readonly Wire[]): void {
  for (const item of output) {
    for (const { text = '' } of item.summary ?? []) state.reasoning += text
    for (const part of item.content ?? []) {
      if (part.type === 'output_text') state.text += part.text
      if (part.type === 'refusal') state.refusal += part.refusal
      if (part.type === 'reasoning_text') state.reasoning += part.text
      for (const { url } of part.annotations ?? [])
        if (url && !state.sources.includes(url)) state.sources.push(url)
    }
    if (item.type !== 'function_call') continue
    const { call_id: id, name = '', arguments: said = '' } = item
    state.toolCalls.push({
      ...(id && { id: String(id) }),
      name,
      arguments: typeof said === 'string' ? said : JSON.stringify(said),
    })
  }
}

/** Why it ended is told by a reason where it is cut, else by its status. */
function takeEnd(state: PlainOutcome, { id, model, status, incomplete_details, usage }: Wire): void {
  if (model) state.model = model
  if (id) state.id = id
  state.finishReason = incomplete_details?.reason ?? status ?? null
  if (usage) state.usage = usageIn(usage)
}

function errorIn(wire: Wire, name = ''): PlainOutcome['error'] {
  const failed = wire?.response?.status === 'failed' || wire?.type === 'response.failed'
  const told =
    wire?.error ??
    (failed ? (wire.response?.error ?? {}) : undefined) ??
    (wire?.status === 'failed' ? {} : undefined) ??
    (name === 'error' || wire?.type === 'error' || wire?.object === 'error'
      ? { ...wire, type: undefined }
      : undefined)
  return told === undefined || told === null ? undefined : toldError(told)
}

const usageIn = (wire: Wire): NonNullable<PlainOutcome['usage']> =>
  plainUsage({
    input: wire.input_tokens,
    output: wire.output_tokens,
    total: wire.total_tokens,
    cachedInput: wire.input_tokens_details?.cached_tokens,
    reasoning: wire.output_tokens_details?.reasoning_tokens,
  })
