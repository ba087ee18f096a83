import type { WriteStream } from 'node:tty'

const WIDTH = 24
const STEP = 25
const CLEAR = '\r\u001b[2K'

export interface ProgressView {
  show(message: string): void
  /** Leaves the line free for what comes next. */
  end(): void
}

type Out = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number }

/**
 * Shows messages line by line, save those like "model: 41 of 98 MB (42%)": on a terminal they are one bar that is drawn anew,
 * elsewhere a few lines.
 */
export const progressView = (out: Out): ProgressView => (out.isTTY ? bar(out) : lines(out))

const percentOf = (message: string): number | undefined => {
  const [, percent] = /\((\d{1,3})%\)/.exec(message) ?? []
  return percent === undefined ? undefined : Math.min(100, Number(percent))
}

const bar = (out: Out): ProgressView => {
  let drawn = false
  const clear = (): void => {
    if (drawn) out.write(CLEAR)
    drawn = false
  }
  return {
    show(message) {
      clear()
      const percent = percentOf(message)
      if (percent === undefined) {
        out.write(`${message}\n`)
        return
      }
      const full = Math.round((percent / 100) * WIDTH)
      const drawing = `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${message}`
      out.write(drawing.slice(0, (out.columns ?? 80) - 1))
      drawn = true
    },
    end: clear,
  }
}

const lines = (out: Out): ProgressView => {
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
