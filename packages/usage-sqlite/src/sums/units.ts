/** What is summed is kept in whole units, so that sums are exact: money in billionths, all else in thousandths. */
export const MONEY = 1_000_000_000
export const FIGURE = 1_000

/** In whole units. `undefined` for what is no number, or too large to be one of a single row: it counts as not told. */
export function toUnits(value: unknown, perOne: number): number | undefined {
  if (typeof value !== 'number') return
  const units = Math.round(value * perOne)
  return Number.isSafeInteger(units) ? units : undefined
}

/** The number nearest to so many units, however many they are. */
export function fromUnits(units: bigint, perOne: number): number {
  const scale = BigInt(perOne)
  const positive = units < 0n ? -units : units
  const rest = `${positive % scale}`.padStart(`${perOne}`.length - 1, '0')
  return Number(`${units < 0n ? '-' : ''}${positive / scale}.${rest}`)
}
