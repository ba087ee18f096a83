import type { Content } from './content.ts'

/** The tokens of a content, and whether all of them were counted with a tokenizer rather than estimated. */
export interface TokenCount {
  readonly tokens: number
  readonly counted: boolean
}

/** What servers put around a message. */
const MESSAGE_TOKENS = 4
/** Assumed for an image, a sound or a file. */
const MEDIA_TOKENS = 1_000
/** Of UTF-8: about right for English, and for Chinese, whose characters are three bytes each. */
const BYTES_PER_TOKEN = 4

/** The bytes of a text in UTF-8, counted without a copy of it. */
export function byteLength(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // Each half of a surrogate pair takes two of the pair's four bytes.
    if (code > 127) bytes += code > 2047 && (code & 0xf800) !== 0xd800 ? 2 : 1
  }
  return bytes
}

/** The tokens of a text for a model; `undefined` where it cannot count. */
export type CountText = (text: string, model: string) => number | undefined

/** Counts tokens with `countText` where it gives a number, and estimates the rest from the length in bytes. */
export function countTokens(
  { texts, moreCharacters, media, messages }: Content,
  model = '',
  countText?: CountText,
): TokenCount {
  let counted = !moreCharacters && !media
  let tokens = moreCharacters / BYTES_PER_TOKEN + media * MEDIA_TOKENS + messages * MESSAGE_TOKENS
  for (const text of texts) {
    const count = countText?.(text, model)
    if (count === undefined) counted = false
    tokens += count ?? byteLength(text) / BYTES_PER_TOKEN
  }
  return { tokens: Math.ceil(tokens), counted }
}
