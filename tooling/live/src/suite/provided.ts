declare module 'vitest' {
  interface ProvidedContext {
    /** Where the server of a file is, and what it is to be asked for. */
    readonly ollama: Provided
    readonly llamaServer: Provided
  }
}

export interface Provided {
  readonly origin: string
  readonly model: string
  /** We started it, alone and with one slot. */
  readonly ours: boolean
}
