/** Tells `end` once, whatever comes of it, and `came` of what comes: for one promise, where `finally` makes four. */
export function ended<T>(
  send: () => Promise<T>,
  end: (error?: unknown) => void,
  came?: (value: T) => void,
): Promise<T> {
  const fail = (cause: unknown): Promise<never> => {
    end(cause)
    return Promise.reject(cause)
  }
  try {
    return send().then((value) => {
      came?.(value)
      end()
      return value
    }, fail)
  } catch (cause) {
    return fail(cause)
  }
}
