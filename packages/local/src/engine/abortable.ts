/** The work's outcome, or the signal's reason as soon as it fires; the work then goes on by itself. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const quit = (): void => reject(signal.reason)
    if (signal.aborted) quit()
    signal.addEventListener('abort', quit)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', quit))
  })
}
