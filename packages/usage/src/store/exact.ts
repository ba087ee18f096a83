/** Sums that lose nothing: whole units and whole parts of one, apart. */
export interface Exact {
  add(value: number): void
  addAll(other: Exact): void
  readonly whole: number
  readonly parts: number
  readonly value: number
}

/** Can it be summed? What is no number, or beyond what one can hold, counts as not told. */
export const isSummable = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER

/** `scale`: how many parts a unit has, such as billionths. */
export function exact(scale: number): Exact {
  let whole = 0
  let parts = 0
  const put = (units: number, rest: number): void => {
    const sum = parts + rest
    const carried = Math.floor(sum / scale)
    whole += units + carried
    parts = sum - carried * scale
  }
  return {
    get whole() {
      return whole
    },
    get parts() {
      return parts
    },
    get value() {
      return whole + parts / scale
    },
    add(value) {
      const units = Math.trunc(value)
      put(units, Math.round((value - units) * scale))
    },
    addAll: (other) => put(other.whole, other.parts),
  }
}
