/** One bar: its name, what was paid, and what was saved. */
export interface Bar {
  readonly name: string
  readonly paid: number
  readonly saved: number
  /** What stands behind it. */
  readonly label: string
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** To an eighth of a character; what is there but less than that is still seen. */
function blocks(length: number): string {
  const eighths = length > 0 ? Math.max(1, Math.round(length * 8)) : 0
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]
}

/** Bars in so many columns, the longest of them whole: what was paid solid, what was saved behind it in gray. */
export function bars(all: readonly Bar[], width = 40): string[] {
  const most = Math.max(...all.map(({ paid, saved }) => paid + saved), Number.MIN_VALUE)
  const names = Math.max(...all.map(({ name }) => name.length))
  return all.map(({ name, paid, saved, label }) => {
    const solid = blocks((paid / most) * width)
    const gray = '░'.repeat(Math.round((saved / most) * width))
    return `${name.padEnd(names)}  ${`${solid}${gray}`.padEnd(width + 1)} ${label}`
  })
}
