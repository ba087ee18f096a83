/** A name of the system carried over, and what became of it. */
export type Row = Here | Later | Dropped

export interface Here {
  readonly theirs: string
  /** The entry to import from. */
  readonly from: string
  /** What to import there; more than one where the name was split. */
  readonly names: readonly string[]
  readonly note: string
}
export interface Later {
  readonly theirs: string
  /** The package it will come in; `undefined`: none has a name yet. */
  readonly later: string | undefined
  readonly note: string
}
export interface Dropped {
  readonly theirs: string
  readonly dropped: string
}

export interface Section {
  readonly title: string
  readonly about?: string
  readonly rows: readonly Row[]
}

/** It is there: the names stand in one string, with spaces between. */
export const here = (theirs: string, from: string, names: string, note = ''): Here => ({
  theirs,
  from,
  names: names.split(' '),
  note,
})

export const later = (theirs: string, name: string | undefined, note = ''): Later => ({
  theirs,
  later: name,
  note,
})

export const dropped = (theirs: string, why: string): Dropped => ({ theirs, dropped: why })
