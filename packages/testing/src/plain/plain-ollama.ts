import { plainLines } from './plain-lines.ts'
import type { PlainOutcome } from './plain-outcome.ts'
import { parsed, plainUsage, toldError, type Wire } from './plain-told.ts'

/** A whole answer of Ollama's: one object that says it is done. */
export function readOllama(state: PlainOutcome, wire: Wire): boolean {
  if (!take(state, wire)) return false
  return ended(wire)
}

/** A streamed one: an object a line, up to the one that says it is done, with or without its line end. */
export function readOllamaStream(state: PlainOutcome, body: Uint8Array): void {
  const lines = plainLines(body)
  for (const [at, { text, start, end }] of lines.entries()) {
    if (!text.trim()) continue
    const wire = parsed(text)
    if (typeof wire !== 'object' || wire === null) {
      state.error = { kind: at === lines.length - 1 ? 'truncated' : 'malformed' }
      return
    }
    if (!take(state, wire)) return
    if (!ended(wire)) continue
    state.ending = { start, end }
    return
  }
  state.error = { kind: 'truncated' }
}

const ended = (wire: Wire): boolean => wire.done === true || Boolean(wire.done_reason)

/** `false`: it tells an error, or is nothing of an answer. */
function take(state: PlainOutcome, wire: Wire): boolean {
  if (typeof wire !== 'object' || wire === null) return false
  if (wire.error != null) {
    state.error = toldError(wire.error)
    return false
  }
  const { content, thinking, tool_calls } = wire.message ?? {}
  state.text += content ?? ''
  state.reasoning += thinking ?? ''
  for (const { id, function: called = {} } of tool_calls ?? []) {
    const said = called.arguments ?? {}
    state.toolCalls.push({
      ...(id && { id: String(id) }),
      name: called.name ?? '',
      arguments: typeof said === 'string' ? said : JSON.stringify(said),
    })
  }
  if (wire.model) state.model ??= wire.model
  state.finishReason ??= wire.done_reason || null
  if (wire.prompt_eval_count != null || wire.eval_count != null)
    state.usage = plainUsage({
      input: wire.prompt_eval_count,
      output: wire.eval_count,
      total: undefined,
      cachedInput: undefined,
      reasoning: undefined,
    })
  return true
}
