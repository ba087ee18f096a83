/** So late is a timer only where the process slept, or was busy. */
const LATE_MS = 50

/**
 * As it ends, or rejects when it takes longer. Where the process slept, or was busy, meanwhile, it waits for as long again, so that what
 * came is read first. While it waits the process does not end.
 */
export function within<T>(ms: number, work: Promise<T>, late: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false
    const give = (): void => {
      if (over) return
      reject(new Error(`no answer for ${ms} ms`))
      late()
    }
    const due = performance.now() + ms
    let timer = setTimeout(() => {
      const lateBy = performance.now() - due
      if (lateBy > LATE_MS) timer = setTimeout(() => setImmediate(give), Math.min(lateBy, ms))
      else setImmediate(give)
    }, ms)
    const end = (): void => {
      over = true
      clearTimeout(timer)
    }
    work.finally(end).then(resolve, reject)
  })
}
