import { BILLION } from '@aiu/core/accounting'

/** Everything is summed in whole units, so that sums are exact: money in billionths, all else in thousandths. */
export const MONEY = BILLION
export const FIGURE = 1_000

/** Whole units: a number as long as it is exact as one. */
export type Units = number | bigint

/** Whole units; `undefined` for what is not a number, is below 0, or is too large for a single row: it counts as unknown. */
export function toUnits(value: unknown, perOne: number): number | undefined {
  if (typeof value !== 'number' || !(value >= 0)) return
  const units = Math.round(value * perOne)
  return Number.isSafeInteger(units) ? units : undefined
}

export function plus(a: Units, b: Units): Units {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return BigInt(a) + BigInt(b)
}

/** Sums by name; absent is unknown. */
export type Sums<K extends string> = { [N in K]?: Units | null | undefined }

/** Adds what is known. */
export function addUnits<K extends string>(to: Sums<K>, more: Readonly<Sums<K>>): void {
  for (const name in more) {
    const units = more[name]
    if (units !== undefined && units !== null) to[name] = plus(to[name] ?? 0, units)
  }
}

/** The number nearest to so many units, however many they are. */
export function fromUnits(units: Units, perOne: number): number {
  if (Number.isSafeInteger(Number(units))) return Number(units) / perOne
  const [whole, scale] = [BigInt(units), BigInt(perOne)]
  const rest = `${whole % scale}`.padStart(`${perOne}`.length - 1, '0')
  return Number(`${whole / scale}.${rest}`)
}
