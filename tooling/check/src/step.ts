export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 }

/** How a step ended. It counts as one itself; what it counted inside stands in `counts`. */
export interface Outcome {
  readonly verdict: keyof Counts
  /** Tests within, or parts that can fail each. */
  readonly counts?: Counts
  /** A few words for the step's line. */
  readonly note?: string
  /** What was left out, and why: a line each. */
  readonly skips?: readonly string[]
  /** What to show when it failed. */
  readonly output?: string
}

export interface Step {
  /** What `--only` looks in. */
  readonly name: string
  run(): Promise<Outcome>
}

export const passed = (note?: string): Outcome => ({
  verdict: 'passed',
  ...(note === undefined ? {} : { note }),
})
export const failed = (output: string, note?: string): Outcome => ({
  verdict: 'failed',
  output,
  ...(note === undefined ? {} : { note }),
})
export const skipped = (note: string): Outcome => ({ verdict: 'skipped', note })
