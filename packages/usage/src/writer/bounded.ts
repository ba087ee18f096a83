/** What was promised, or an error after `ms`. What is there at once is given at once. */
export function bounded(work: () => unknown, ms: number, what: string): Promise<unknown> | undefined {
  const given = work()
  if (typeof (given as Promise<unknown> | undefined)?.then !== 'function') return
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms} ms.`)), ms)
    ;(given as Promise<unknown>).then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
