/** The tables of a page, each as the cells of its rows, its head among them. */
export function tablesOf(page: string): string[][][] {
  const tables: string[][][] = []
  let open = false
  for (const line of page.split('\n')) {
    const isRow = line.startsWith('|')
    if (isRow && !open) tables.push([])
    open = isRow
    if (isRow && !/^\|( --- \|)+$/.test(line))
      tables.at(-1)?.push(
        line
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
  }
  return tables
}
