/** Rows under their heads, as wide as they must be: the first `left` columns to the left, figures to the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string[] {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)))
  return [heads, ...rows].map((cells) =>
    cells
      .map((cell, at) => (at < left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
