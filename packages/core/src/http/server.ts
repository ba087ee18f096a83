/** A server as the functions of this entry know it. */
export interface Server {
  /** In error messages. */
  readonly name: string
  /** Without a slash at its end. */
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  /** What must never stand in an error: keys, and header values that hold one. */
  readonly secrets: readonly string[]
  /** Default: the platform's, looked up at each request. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply, event or line in bytes, after decompression. */
  readonly maxReplyBytes: number
}
