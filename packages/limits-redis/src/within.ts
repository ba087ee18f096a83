/**
 * As it ends, or rejects when it takes longer. What came while the process slept, or was busy, is read first. While it waits the process
 * does not end.
 */
export function within<T>(ms: number, work: Promise<T>, late: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false
    const give = (): void => {
      if (over) return
      reject(new Error(`no answer for ${ms} ms`))
      late()
    }
    const timer = setTimeout(() => setImmediate(give), ms)
    const end = (): void => {
      over = true
      clearTimeout(timer)
    }
    work.finally(end).then(resolve, reject)
  })
}
