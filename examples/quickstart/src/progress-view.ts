import type { WriteStream } from 'node:tty'

const WIDTH = 24
const STEP = 25

export interface ProgressView {
  show(message: string): void
  /** Leaves the line free for what comes next. */
  end(): void
}

/** Shows messages like "model: 41 of 98 MB (42%)": as a bar that is drawn anew on a terminal, elsewhere as a few lines. */
export const progressView = (
  out: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number },
): ProgressView => (out.isTTY ? bar(out) : lines(out))

const percentOf = (message: string): number | undefined => {
  const [, percent] = /\((\d{1,3})%\)/.exec(message) ?? []
  return percent === undefined ? undefined : Math.min(100, Number(percent))
}

const bar = (out: Pick<WriteStream, 'write'> & { readonly columns?: number }): ProgressView => {
  let drawn = false
  return {
    show(message) {
      const percent = percentOf(message)
      const full = percent === undefined ? 0 : Math.round((percent / 100) * WIDTH)
      const drawing = percent === undefined ? '' : `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] `
      out.write(`\r\u001b[2K${`${drawing}${message}`.slice(0, (out.columns ?? 80) - 1)}`)
      drawn = true
    },
    end() {
      if (drawn) out.write('\r\u001b[2K')
      drawn = false
    },
  }
}

const lines = (out: Pick<WriteStream, 'write'>): ProgressView => {
  let next = 0
  let last: string | undefined
  return {
    show(message) {
      const percent = percentOf(message)
      const what = message.split(':')[0]
      if (percent !== undefined && what === last && percent < next) return
      if (percent === undefined && message === last) return
      last = percent === undefined ? message : what
      next = percent === undefined ? 0 : Math.floor(percent / STEP) * STEP + STEP
      if (percent === 100) next = Number.POSITIVE_INFINITY
      out.write(`${message}\n`)
    },
    end() {},
  }
}
