/** A stream's bytes, made once. One of them is one chunk on the wire. */
export interface Streamed {
  readonly head: readonly Uint8Array[]
  /** The texts, which repeat. */
  readonly cycle: readonly Uint8Array[]
  readonly tail: readonly Uint8Array[]
}

/** What a stream's address asks for. */
interface Shape {
  readonly pieces: number
  /** Characters of a piece. */
  readonly length: number
}

/** What servers of one kind send. */
export interface Wire {
  /** A whole answer. */
  readonly answer: Uint8Array
  readonly streamType: string
  /** Does this body ask for a stream? Some SDKs indent theirs. */
  streams(body: string): boolean
  streamed(shape: Shape): Streamed
}

const encoder = new TextEncoder()
export const encode = (text: string): Uint8Array => encoder.encode(text)

/** A line of JSON, as events and whole answers hold it. */
export const encodeJson = (value: unknown): Uint8Array => encode(JSON.stringify(value))

/** How many texts there are before they repeat. */
export const CYCLE = 64
