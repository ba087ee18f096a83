/** Money is kept to a billionth; figures and durations to a thousandth. */
export const MONEY = 1_000_000_000
export const FIGURE = 1_000
/** Of a usage, what is no figure. */
export const NOT_FIGURES: readonly string[] = ['source', 'serviceTier']

/** A sum that loses nothing: whole units, and whole parts of one. */
export interface Exact {
  whole: number
  parts: number
}

/** Can it be summed? What is no number, or more parts than one can hold, counts as not told, as in the other stores. */
export const isSummable = (value: unknown, scale: number): value is number =>
  typeof value === 'number' && value >= 0 && value * scale <= Number.MAX_SAFE_INTEGER

/** Adds one sum to another; `scale`: how many parts a unit has, such as billionths. */
export function addExact(sum: Exact, { whole, parts }: Exact, scale: number): void {
  const all = sum.parts + parts
  const carried = Math.floor(all / scale)
  sum.whole += whole + carried
  sum.parts = all - carried * scale
}

export function exactOf(value: number, scale: number): Exact {
  const whole = Math.trunc(value)
  return { whole, parts: Math.round((value - whole) * scale) }
}
