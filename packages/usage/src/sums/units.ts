/** What is summed is kept in whole units, so that sums are exact: money in billionths, all else in thousandths. */
export const MONEY = 1_000_000_000
export const FIGURE = 1_000

/** Whole units: a number as long as it is exact as one. */
export type Units = number | bigint

/** In whole units. `undefined` for what is no number, below 0, or too large to be one of a single row: it counts as not told. */
export function toUnits(value: unknown, perOne: number): number | undefined {
  if (typeof value !== 'number') return
  const units = Math.round(value * perOne)
  return Number.isSafeInteger(units) && units >= 0 ? units : undefined
}

export function plus(a: Units, b: Units): Units {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return BigInt(a) + BigInt(b)
}

/** The number nearest to so many units, however many they are. */
export function fromUnits(units: Units, perOne: number): number {
  if (Number.isSafeInteger(Number(units))) return Number(units) / perOne
  const [whole, scale] = [BigInt(units), BigInt(perOne)]
  const positive = whole < 0n ? -whole : whole
  const rest = `${positive % scale}`.padStart(`${perOne}`.length - 1, '0')
  return Number(`${whole < 0n ? '-' : ''}${positive / scale}.${rest}`)
}
