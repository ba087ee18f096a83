/** A side that tells and a side that reads, each at its own pace; nothing is lost between them. */
export interface EventQueue<T> {
  push(value: T): void
  end(): void
  /** What is not read yet is dropped: nobody wants the rest of what failed. */
  fail(cause: unknown): void
  next(): Promise<IteratorResult<T, undefined>>
}

interface Reader<T> {
  readonly resolve: (step: IteratorResult<T, undefined>) => void
  readonly reject: (cause: unknown) => void
}

const DONE = { value: undefined, done: true } as const

export function eventQueue<T>(): EventQueue<T> {
  let values: T[] = []
  const readers: Reader<T>[] = []
  let over: { readonly cause?: unknown; readonly failed: boolean } | undefined

  const finish = (failed: boolean, cause?: unknown): void => {
    if (over) return
    over = { failed, cause }
    if (failed) values = []
    for (const { resolve, reject } of readers.splice(0)) failed ? reject(cause) : resolve(DONE)
  }
  return {
    push(value) {
      if (over) return
      const reader = readers.shift()
      if (reader) reader.resolve({ value, done: false })
      else values.push(value)
    },
    end: () => finish(false),
    fail: (cause) => finish(true, cause),
    next() {
      if (values.length > 0) return Promise.resolve({ value: values.shift() as T, done: false })
      if (!over) return new Promise((resolve, reject) => readers.push({ resolve, reject }))
      return over.failed ? Promise.reject(over.cause) : Promise.resolve(DONE)
    },
  }
}
