/** A real server that answers. */
export interface LiveServer {
  /** `http://127.0.0.1:PORT`, without the API's path. */
  readonly origin: string
  /** A model that it has, by the name it goes by there. */
  readonly model: string
  /** As the server tells it. */
  readonly version: string
  /** We started it: nobody else asks it, and it answers one at a time. */
  readonly ours: boolean
  /** How it was come by, for people. */
  readonly how: string
  /** Ends it, where we started it. */
  close(): Promise<void>
}

/** Why there is none, and what would mend it. */
export interface Absent {
  readonly absent: string
}

export const isAbsent = (found: object): found is Absent => 'absent' in found
