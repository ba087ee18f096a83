import type { Grant } from './load.ts'

/** The most of a unit in any stretch of so many microseconds, wherever it begins. */
export function windowMaximum(grants: readonly Grant[], unit: string, per: number): number {
  const sorted = [...grants].sort((a, b) => a.at - b.at)
  let most = 0
  let sum = 0
  let first = 0
  for (const { at, units } of sorted) {
    sum += units[unit] ?? 0
    for (let old = sorted[first]; old && old.at <= at - per; old = sorted[++first])
      sum -= old.units[unit] ?? 0
    most = Math.max(most, sum)
  }
  return most
}

/** The part of what might have been had, from the end of the first stretch on, in whole stretches. */
export function utilization(grants: readonly Grant[], unit: string, per: number, amount: number): number {
  const times = grants.map(({ at }) => at)
  const from = Math.min(...times) + per
  const stretches = Math.floor((Math.max(...times) - from) / per)
  const until = from + stretches * per
  const had = grants.reduce(
    (sum, { at, units }) => sum + (at > from && at <= until ? (units[unit] ?? 0) : 0),
    0,
  )
  return had / (stretches * amount)
}

/** The most that overlap. */
export function mostAtOnce(spans: readonly (readonly [from: number, to: number])[]): number {
  const steps = spans.flatMap(([from, to]) => [[from, 1] as const, [to, -1] as const])
  steps.sort(([a, up], [b, down]) => a - b || up - down)
  let now = 0
  return steps.reduce((most, [, by]) => {
    now += by
    return Math.max(most, now)
  }, 0)
}
