/** What is to happen. */
export interface Plan {
  /** In all. */
  readonly calls: number
  readonly processes: number
  /** How many requests may go out in any stretch of `perMs`, of all processes together. */
  readonly requests: number
  readonly perMs: number
  /** How many at once, of all processes together. */
  readonly concurrency: number
}

export const planOf = (short: boolean): Plan =>
  short
    ? { calls: 40, processes: 2, requests: 20, perMs: 2_000, concurrency: 4 }
    : { calls: 200, processes: 2, requests: 60, perMs: 60_000, concurrency: 4 }

/** What a process is told. */
export interface Share {
  readonly baseURL: string
  readonly redisURL: string
  /** Of this run alone. */
  readonly prefix: string
  readonly calls: number
  readonly plan: Plan
}

/** What a process tells of itself. */
export interface Told {
  /** Calls that wait for a permit. */
  readonly queue: number
  /** Requests that have one. */
  readonly permits: number
  /** Calls that pause before they try again. */
  readonly pausing: number
  readonly answered: number
  readonly failed: number
  /** Requests that were sent, by the attempts on answers and errors. */
  readonly sent: number
  /** Of these, those that ended with an answer. */
  readonly done: number
  /** Requests that followed one that failed. */
  readonly again: number
}
