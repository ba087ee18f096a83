/** A frozen copy: objects and lists copied through and through, but what `leaf` makes of one stands in its place. */
export const copied = (value: unknown, leaf: (value: object) => unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : (leaf(value) ??
      Object.freeze(
        Array.isArray(value)
          ? value.map((one) => copied(one, leaf))
          : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copied(one, leaf)])),
      ))

/** A copy that nobody can change, but for its bytes, which cannot be frozen. */
export const frozen = <T>(value: T): T =>
  copied(value, (one) =>
    one instanceof Uint8Array ? one.slice() : one instanceof URL ? one : undefined,
  ) as T

// What JSON lacks and an answer may have: bytes and URLs, as objects with one odd key.
const BYTES = '~bytes'
const ADDRESS = '~url'

export const toJson = (one: object): unknown =>
  one instanceof Uint8Array
    ? { [BYTES]: btoa(Array.from(one, (byte) => String.fromCharCode(byte)).join('')) }
    : one instanceof URL
      ? { [ADDRESS]: one.href }
      : undefined

export const fromJson = (one: object): unknown => {
  const { [BYTES]: bytes, [ADDRESS]: address } = one as { [BYTES]?: string; [ADDRESS]?: string }
  return bytes !== undefined
    ? Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
    : address !== undefined
      ? new URL(address)
      : undefined
}
