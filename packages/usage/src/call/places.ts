/** Things that come and go, in any order. */
export interface Places<T> {
  /** Gives back where it is. */
  put(one: T): number
  free(place: number): void
  /** By place; where nothing is, `undefined`. */
  readonly all: readonly (T | undefined)[]
}

/**
 * Not a `Set`: each time the table of one grows or is tidied up, the old one stays linked to the new one. Where much comes and goes, that
 * keeps what has long gone from being collected, which costs a call more than all the rest of its row.
 */
export function places<T>(): Places<T> {
  const all: (T | undefined)[] = []
  const free: number[] = []
  return {
    all,
    put(one) {
      const place = free.pop() ?? all.length
      all[place] = one
      return place
    },
    free(place) {
      all[place] = undefined
      free.push(place)
    },
  }
}
