import type { WireBody } from '@aiu/core'

/**
 * What is changed in a body, by path (`reasoning.effort`), or by path and value (`reasoning_effort=minimal`): the parameter's new name;
 * empty where it is left out. And in what way JSON is asked for (`ways.ts`).
 */
export type Edits = Readonly<Record<string, string>>

/** What carries the question. Without it, the answer would be to another one. */
export const QUESTION =
  /^(text$|(model|stream|messages|input|prompt|system|instructions|suffix|(response_)?format|images?|tool\w*|function\w*|conversation|previous_response_id)\b)/

/** What stands at a path, `reasoning.effort`. */
export const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce(
      (value, name) => (Object.hasOwn(Object(value), name) ? (value as WireBody)[name] : undefined),
      body,
    )

/** The same body without what stands at a path, and without what is empty then. */
function without(body: WireBody, path: string): WireBody {
  const [name = '', ...inner] = path.split('.')
  const { [name]: old, ...rest } = body
  const within = inner[0] ? without(Object(old), inner.join('.')) : {}
  return Object.keys(within)[0] ? { ...rest, [name]: within } : rest
}

/** The body with what is known of the server changed, and a call of `done` for each change. */
export function edited(body: WireBody, edits: Edits, done: (path: string, to: string) => void): WireBody {
  for (const [key, to] of Object.entries(edits)) {
    const [path = ''] = key.split('=')
    const value = valueAt(body, path)
    if (value === undefined || (key !== path && key !== `${path}=${value}`)) continue
    body = without(body, path)
    if (to) body = { [to]: value, ...body }
    done(path, to)
  }
  return body
}
