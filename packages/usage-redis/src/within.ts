/**
 * As the work ends, or rejects when it takes longer, and calls `late`. What has come while the process was busy counts as come. While it
 * waits the process does not end, which sockets do not see to.
 */
export function within<T>(ms: number, work: Promise<T>, late: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false
    const timer = setTimeout(() => {
      // After what is there has been read.
      setImmediate(() => {
        if (over) return
        reject(new Error(`no answer for ${ms} ms`))
        late()
      })
    }, ms)
    const end = (): void => {
      over = true
      clearTimeout(timer)
    }
    work.then(
      (value) => {
        end()
        resolve(value)
      },
      (cause) => {
        end()
        reject(cause)
      },
    )
  })
}
