/** One for each address, as an app makes its client once. */
export function once<T>(make: (baseURL: string) => T): (baseURL: string) => T {
  const made = new Map<string, T>()
  return (baseURL) => {
    const one = made.get(baseURL) ?? make(baseURL)
    made.set(baseURL, one)
    return one
  }
}
