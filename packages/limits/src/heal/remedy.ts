import type { AiuError, WireBody } from '@aiu/core'
import { valueAt } from './body.ts'
import { type Edited, type Edits, QUESTION } from './edits.ts'
import { MODES } from './format.ts'

/** How servers say that they do not take something. */
const REFUSED =
  /\bun(support|recogn|known|expect|avail)|\bextra|deprecat|must be .json_schema|(n.t|not|only|longer)\b.{0,30}(support|permit|allow|avail|accept|recogn|specif|combin|enabled)|cannot find field/i
/** What leaving something out does not mend: a value out of range, and what the model cannot see or hear. */
const OTHERWISE =
  /\b(between|range|at (most|least)|(less|great|more)\w* than|m(in|ax)imum|images?|audio|vision)\b/i
const LIMITS: Readonly<Record<string, string>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
}

/** Where the words name it: `reasoning_effort` also as `reasoningEffort`, `reasoning.effort` also as `"reasoning", "effort"`. */
const namedAt = (words: string, path: string): number =>
  words.search(new RegExp(`\\b${path.replaceAll('_', '[_ ]?').replace('.', '\\W{1,4}')}\\b`, 'i'))

/** The parameters of a body, and those within them. */
const pathsOf = (body: WireBody, within = ''): string[] =>
  Object.entries(body).flatMap(([name, value]) =>
    value === undefined || !/^\w+$/.test(name) || /^(model|stream)$/.test(name)
      ? []
      : [
          within + name,
          ...(within || Object(value) !== value || Array.isArray(value)
            ? []
            : pathsOf(value as WireBody, `${name}.`)),
        ],
  )

/** What must be changed for a refusal. */
export interface Remedy {
  readonly key: string
  readonly to: string
  /** It is about this request alone: its schema. */
  readonly once?: boolean | undefined
}

/** The change that the server's words ask for, if any. */
export function remedy({ message, vendorCode }: AiuError, sent: Edited, edits: Edits): Remedy | undefined {
  const { body, format } = sent
  const words = message.slice(message.indexOf(': '))
  const mode = format && edits[format.key]
  if (mode === 'tool' && /tool|function/i.test(words)) return { key: format?.key as string, to: 'prompt' }
  const invalid = format && /invalid.{0,9}schema/i.test(words)
  if (OTHERWISE.test(words) || !(invalid || REFUSED.test(`${vendorCode} ${words}`))) return undefined

  let path: string | undefined
  let first = words.length
  const paths = pathsOf(body)
  for (const one of paths) {
    const at = namedAt(words, one)
    // Of a parameter and one within it, named at the same place, the inner one is meant.
    if (at >= 0 && at <= first) {
      first = at
      path = one
    }
  }
  // In other words than its name.
  if (!path && format && /schema|json.?(mode|object)|response.(format|mime)|structured.?output/i.test(words))
    path = format.path
  if (!path && /\b(reasoning|thinking)\b/i.test(words))
    path = paths.find((one) => /^(reason|think)/.test(one))
  if (!path || QUESTION.test(path)) return undefined

  if (format && `${path}.`.startsWith(`${format.path}.`)) {
    if ((invalid || /\bstrict\b/i.test(words)) && valueAt(body, format.strict))
      return { key: format.strict, to: '', once: invalid }
    if (invalid) return undefined
    const to = MODES[MODES.indexOf(mode ?? '') + 1]
    if (!to) return undefined
    return { key: format.key, to: format.schema && !(to === 'tool' && body.tools) ? to : 'prompt' }
  }
  const value = valueAt(body, path)
  const own = typeof value === 'string' && /value/i.test(words) && words.includes(value)
  const [, told = LIMITS[path] ?? ''] = /\buse ['"`]?([a-z]+_\w+)['"`]? instead/i.exec(words) ?? []
  return {
    key: own ? `${path}=${value}` : path,
    to: told in edits || valueAt(body, told) !== undefined ? '' : told,
  }
}
