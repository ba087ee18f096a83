import type { AiuError, ChatRequest, WireBody } from '@aiu/core'
import { type Edits, QUESTION, valueAt } from './edits.ts'
import { MODE, PROMPT, SCHEMA, STRICT, TOOL, WAYS } from './ways.ts'

/** How servers say that they do not take something. */
const REFUSED =
  /un(support|recogn|known|expect|avail)|extra|deprecat|must be .json|(n.t|only|longer)\b.{0,30}(support|permit|allow|avail|accept|recogn|specif|combin|enabled)/i
/** What leaving something out does not mend: a value out of range, and what the model cannot see or hear. */
const OTHERWISE = /between|range|at (most|least)|(?<!other )than|imum|(?<!-)(image|audio|vision)s? /i
/** Two names of one thing. */
const LIMITS: Readonly<Record<string, string>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
}

/** What must be changed for a refusal. */
export interface Remedy {
  readonly key: string
  readonly to: string
  /** It is about this request alone: its schema. */
  readonly once?: unknown
}

/** The change that the server's words ask for, if any. */
export function remedy(
  { code, message, vendorCode }: AiuError,
  body: WireBody | undefined,
  { output, tools }: Partial<ChatRequest>,
  edits: Edits,
): Remedy | undefined {
  const words = message.slice(message.indexOf(': ') + 1)
  const key = output?.mode === 'object' ? MODE : SCHEMA
  const way = edits[key] ?? key
  // A provider whose API cannot force a tool says so before anything is sent.
  if (output && way === TOOL && /^(bad-request|unsupported)/.test(code) && /tool|function/i.test(words))
    return { key, to: PROMPT }
  if (code !== 'bad-request' || !body) return undefined
  const invalid = output && /invalid.{0,9}schema/i.test(words)
  if (OTHERWISE.test(words) || !(invalid || REFUSED.test(vendorCode + words))) return undefined

  // The parameter that is named first is meant, or the one within it whose name follows. Some servers name them in camel case.
  const snake = words.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()
  const names = snake.match(/\w+/g) ?? []
  const isSent = (path: string): boolean => valueAt(body, path) !== undefined
  const at = names.findIndex((name) => !/^(model|stream)$/.test(name) && isSent(name))
  const inner = `${names[at]}.${names[at + 1]}`
  let path = isSent(inner) ? inner : names[at]

  if (
    output &&
    (path
      ? /^(response_|text\.)?format\b/.test(path)
      : /schema|json|structured|response.(format|mime)/i.test(words))
  ) {
    if (output.strict && !edits[STRICT] && (invalid || /strict/i.test(words)))
      return { key: STRICT, to: SCHEMA, once: invalid }
    const to = key === MODE ? PROMPT : WAYS[WAYS.indexOf(way) + 1]
    return !to || invalid || to === edits[key]
      ? undefined
      : { key, to: to === TOOL && tools?.[0] ? PROMPT : to }
  }
  // Or it is named in other words.
  if (/reasoning|thinking/i.test(words))
    path ??= Object.keys(body).find((name) => /^(reason|think)/.test(name) && isSent(name))
  if (!path || QUESTION.test(path)) return undefined
  const value = valueAt(body, path)
  // Of values that are words, one says nothing of the others.
  const one = typeof value === 'string' && /value/i.test(words) && words.includes(value)
  const to = /use \W?([a-z]+_\w+)\W? instead/i.exec(words)?.[1] ?? LIMITS[path] ?? ''
  return {
    key: one ? `${path}=${value}` : path,
    to: to in edits || isSent(to) ? '' : to,
  }
}
