import type { WireBody } from '@aiu/core'
import { valueAt, withValue } from './body.ts'
import { type Format, formatOf, inMode } from './format.ts'

/**
 * What is changed in a body, by path (`reasoning.effort`), or by path and value (`reasoning_effort=minimal`): the parameter's new name,
 * or the way JSON is asked for; empty where it is left out.
 */
export type Edits = Readonly<Record<string, string>>

/** What carries the question. Without it, the answer would be to another one. */
export const QUESTION =
  /^(model|stream|messages|input|prompt|system|instructions|suffix|text|images?|tools|tool_choice|functions?|function_call|conversation|previous_response_id)$/

/** What a memory holds, without what cannot be ours. */
export const editsOf = (held: unknown): Edits =>
  Object.fromEntries(
    Object.entries(Object(held)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !QUESTION.test(entry[0]),
    ),
  )

/** A body, and what was changed in it. */
export interface Edited {
  readonly body: WireBody
  readonly done: readonly (readonly [path: string, to: string])[]
  /** How the body asked for JSON before. */
  readonly format: Format | undefined
}

export function edited(given: WireBody, edits: Edits): Edited {
  const format = formatOf(given)
  const done: [string, string][] = []
  let body = given
  for (const [key, to] of Object.entries(edits)) {
    const [path = ''] = key.split('=')
    const value = valueAt(body, path)
    if (path === format?.path) {
      if (key !== format.key) continue
      body = inMode(body, format, to)
    } else {
      if (value === undefined || (key !== path && key !== `${path}=${value}`)) continue
      body = withValue(body, path, undefined)
      if (to && body[to] === undefined) body = withValue(body, to, value)
    }
    done.push([path, to])
  }
  return { body, done, format }
}
