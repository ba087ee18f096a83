import type { Plan, Told } from './plan.ts'

const NAMES = ['first', 'second', 'third', 'fourth']
const WIDTH = 30

export const nameOf = (at: number): string => NAMES[at] ?? `no. ${at + 1}`

const bar = (part: number): string => {
  const full = Math.round(Math.min(1, Math.max(0, part)) * WIDTH)
  return '█'.repeat(full) + '·'.repeat(WIDTH - full)
}

export interface Picture {
  draw(all: readonly Told[]): void
  end(): void
}

/** Of queue, permits and retries: drawn anew in a terminal, else a line now and then. */
export function picture(plan: Plan, out: NodeJS.WriteStream): Picture {
  const share = plan.calls / plan.processes
  const line = (told: Told, at: number): string => {
    const { queue, permits, pausing, answered, failed, again } = told
    const states = `queue ${queue}  permits ${permits}  pausing ${pausing}`
    return `${nameOf(at).padEnd(7)} ${states}  answered ${answered}  failed ${failed}  tried again ${again}`
  }
  const from = performance.now()
  const seconds = (): string => `${((performance.now() - from) / 1_000).toFixed(1)} s`.padStart(7)
  if (!out.isTTY) {
    const everyMs = plan.perMs / 6
    let next = 0
    const plain = (all: readonly Told[]): void => {
      for (const [at, told] of all.entries()) out.write(`${seconds()}  ${line(told, at)}\n`)
    }
    return {
      draw(all) {
        const now = performance.now()
        if (now < next) return
        next = now + everyMs
        plain(all)
      },
      end() {},
    }
  }
  let drawn = 0
  return {
    draw(all) {
      const rows = all.flatMap((told, at) => [
        `${line(told, at)}\x1b[K`,
        `        ${bar((told.answered + told.failed) / share)}\x1b[K`,
      ])
      out.write(`${drawn ? `\x1b[${drawn}A` : ''}${seconds()}\x1b[K\n${rows.join('\n')}\n`)
      drawn = rows.length + 1
    },
    end: () => void out.write('\n'),
  }
}
