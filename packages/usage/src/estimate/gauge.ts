import type { Reading } from './reading.ts'

/** How many tokens a text has for a model. */
export type CountTokens = (text: string, model: string) => number

/** So many tokens, and whether they were counted. */
interface Gauged {
  readonly tokens: number
  readonly counted: boolean
}
/** Tells the tokens of what was read or written. */
export type Gauge = (reading: Reading, model: string) => Gauged

/** What servers put around a message. */
const MESSAGE_TOKENS = 4
/** Taken for an image, a sound or a file. */
const MEDIA_TOKENS = 1_000
/** Of UTF-8: about right for English, and for Chinese, whose characters are three bytes each. */
const BYTES_PER_TOKEN = 4

/** By the app's own count, where it gave one that works; else by the length in bytes. */
export const gauge =
  (count: (text: string, model: string) => number | undefined): Gauge =>
  ({ texts, more, media, messages }, model) => {
    const encoder = new TextEncoder()
    let counted = !more && !media
    let tokens = more / BYTES_PER_TOKEN + media * MEDIA_TOKENS + messages * MESSAGE_TOKENS
    for (const text of texts) {
      const own = count(text, model)
      if (own === undefined) counted = false
      tokens += own ?? encoder.encode(text).length / BYTES_PER_TOKEN
    }
    return { tokens: Math.ceil(tokens), counted }
  }
