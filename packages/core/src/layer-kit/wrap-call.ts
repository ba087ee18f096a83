/** What a layer does around a call. */
export interface CallHooks<T> {
  /** Goes on inwards. It is called at once. */
  send(): Promise<T>
  /** The answer, before `onEnd`. What it throws fails the call. */
  onAnswer?: ((answer: T) => void) | undefined
  /** The end, told once: without an error after an answer, with the error that the call fails with. */
  onEnd?: ((error?: unknown) => void) | undefined
}

/** A call with an end that is told once. It costs one promise, where `finally` costs four. */
export function wrapCall<T>({ send, onAnswer, onEnd }: CallHooks<T>): Promise<T> {
  const fail = (cause: unknown): Promise<never> => {
    onEnd?.(cause)
    return Promise.reject(cause)
  }
  try {
    return send().then((answer) => {
      try {
        onAnswer?.(answer)
      } catch (cause) {
        return fail(cause)
      }
      onEnd?.()
      return answer
    }, fail)
  } catch (cause) {
    return fail(cause)
  }
}
