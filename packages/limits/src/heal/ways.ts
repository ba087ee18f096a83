import type { ChatRequest } from '@aiu/core'
import type { Edits } from './edits.ts'

export const STRICT = 'strict JSON schema'
export const SCHEMA = 'JSON schema'
export const MODE = 'JSON mode'
export const TOOL = 'tool'
export const PROMPT = 'prompt'
/** Ways to ask for an answer that fits a schema, the best first. */
export const WAYS = [SCHEMA, MODE, TOOL, PROMPT]

/** The request with JSON asked for in the way that is known to be taken, and what was changed. */
export function inKnownWay<Q>(request: Q, edits: Edits): readonly [request: Q, from?: string, to?: string] {
  const { output, messages, tools } = request as ChatRequest
  if (!output) return [request]
  const { mode, schema, name = 'answer', strict } = output
  const from = mode === 'object' ? MODE : SCHEMA
  const known = edits[from]
  if (!known)
    return strict && edits[STRICT]
      ? [{ ...request, output: { ...output, strict: false } }, STRICT, SCHEMA]
      : [request]
  // Tools of the caller's own stay, and are not forced.
  const to = known === TOOL && tools?.[0] ? PROMPT : known
  const content = `Answer with JSON${schema ? ` that fits this JSON Schema: ${JSON.stringify(schema)}` : ' alone.'}`
  const changed = {
    ...request,
    output: to === MODE ? { mode: 'object' } : undefined,
    messages: [{ role: 'system', content }, ...messages],
    ...(to === TOOL && { tools: [{ name, parameters: schema, strict: false }], toolChoice: { name } }),
  }
  return [changed, from, to]
}
