import { runWorker, type Work } from './run-worker.ts'
import type { Figures } from './tasks.ts'

export interface RoundsOptions extends Omit<Work, 'subject'> {
  readonly subjects: readonly string[]
  readonly rounds: number
}

/** The figures of each subject, round by round. */
export type Results = ReadonlyMap<string, readonly Figures[]>

/** The subjects take turns, and each round begins with another, so that what disturbs the machine hits all alike. */
export async function measureRounds({ subjects, rounds, ...work }: RoundsOptions): Promise<Results> {
  const results = new Map(subjects.map((subject) => [subject, [] as Figures[]]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(turn + round) % subjects.length] ?? ''
      results.get(subject)?.push(await runWorker({ ...work, subject }))
    }
    process.stderr.write('.')
  }
  return results
}

/** One figure of a subject, round by round. */
export const figuresOf = (results: Results | undefined, subject: string, figure: string): number[] =>
  (results?.get(subject) ?? []).map((one) => one[figure] ?? Number.NaN)

/** The middle of each round's ratio to another subject. */
export function ratioOf(
  results: Results | undefined,
  subject: string,
  floor: string,
  figure: string,
): number {
  const base = figuresOf(results, floor, figure)
  return median(
    figuresOf(results, subject, figure).map((value, round) => value / (base[round] ?? Number.NaN)),
  )
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
