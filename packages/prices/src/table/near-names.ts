const MOST = 3

const shared = (one: string, other: string): number => {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}

/** Names that begin as this one does, the nearest first. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const least = Math.max(3, name.length / 3)
  return names
    .map((other) => ({ other, length: shared(name, other) }))
    .filter(({ length }) => length >= least)
    .sort((a, b) => b.length - a.length || a.other.length - b.other.length)
    .slice(0, MOST)
    .map(({ other }) => other)
}
