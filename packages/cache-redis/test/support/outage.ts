import { setTimeout as pause } from 'node:timers/promises'
import { LONG } from '@aiu-tooling/support/long'
import { expect } from 'vitest'
import { expected, KINDS, type Rig } from './rig.ts'

/** Long enough for one who waits twice to be found out, on a machine that is busy with other things. */
export const PATIENCE_MS = 600
export const MOST_MS = PATIENCE_MS + 550
/** In it, a store that is down is tried again at least once. */
const OUTAGE_MS = LONG ? 2_300 : 1_300

let asked = 0
const fresh = (): string => `question ${asked++}`

/** Asks this and that until the time is over; every answer must come. Tells the longest time one took. */
async function slowestOf({ put }: Rig, forMs: number): Promise<number> {
  let slowest = 0
  const end = performance.now() + forMs
  do {
    for (const kind of KINDS) {
      const question = fresh()
      for (const _ of ['at first', 'and again']) {
        const { text, ms } = await put(kind, question)
        expect(text).toBe(expected(kind, question))
        slowest = Math.max(slowest, ms)
      }
    }
    await pause(50)
  } while (performance.now() < end)
  return slowest
}

/** Resolves when each kind of answer is kept and found again. */
export async function inUse({ put, layer }: Rig): Promise<void> {
  const end = performance.now() + 120_000
  for (const kind of KINDS)
    for (;;) {
      const question = fresh()
      await put(kind, question)
      await layer.settled()
      if ((await put(kind, question)).hit) break
      expect(performance.now(), `${kind} is in the cache again`).toBeLessThan(end)
      await pause(100)
    }
}

const states = ({ reports }: Rig, from: number): string[] =>
  reports
    .slice(from)
    .map(({ access, state }) => `${access} ${state}`)
    .sort()

export interface Outage {
  /** What a call fails with is among the reports. */
  readonly says?: RegExp
  /** Nothing of the store is used before it. Default false. */
  readonly atStart?: boolean
  begin(): unknown
  end(): unknown
}

/**
 * While the store is down answers come, none late by more than the patience; each change of its state is told once; afterwards it is in
 * use again. Up to three times, since a busy machine can make an answer late.
 */
export async function survives(rig: Rig, { begin, end, atStart = false, says }: Outage): Promise<void> {
  let slowest = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3 && slowest > MOST_MS; round++) {
    if (round || !atStart) await inUse(rig)
    const from = rig.reports.length
    await begin()
    slowest = await slowestOf(rig, OUTAGE_MS)
    await rig.layer.settled()
    expect(states(rig, from)).toEqual(['read down', 'write down'])
    if (says) for (const { error } of rig.reports.slice(from)) expect(String(error)).toMatch(says)
    await end()
    await inUse(rig)
    expect(states(rig, from)).toEqual(['read down', 'read up', 'write down', 'write up'])
  }
  expect(slowest).toBeLessThan(MOST_MS)
}
