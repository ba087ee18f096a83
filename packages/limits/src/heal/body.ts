import type { WireBody } from '@aiu/core'

/** What stands at a path, `reasoning.effort`. */
export const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce(
      (value, name) => (Object.hasOwn(Object(value), name) ? (value as WireBody)[name] : undefined),
      body,
    )

/** The same body with another value at a path. `undefined` takes it out, and what is empty without it. */
export function withValue(body: WireBody, path: string, value: unknown): WireBody {
  const [name = '', ...inner] = path.split('.')
  const { [name]: old, ...rest } = body
  const next = inner[0] ? withValue((old ?? {}) as WireBody, inner.join('.'), value) : value
  return next === undefined || (inner[0] && !Object.keys(next as object)[0])
    ? rest
    : { ...rest, [name]: next }
}
