/** A caller's signal that knows how many listen to it. */
export interface Counted {
  readonly signal: AbortSignal
  abort(): void
  heard(): number
}

export function countedSignal(): Counted {
  const controller = new AbortController()
  const { signal } = controller
  const heard = new Set<unknown>()
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  Object.assign(signal, {
    addEventListener(...given: Parameters<typeof add>) {
      heard.add(given[1])
      add(...given)
    },
    removeEventListener(...given: Parameters<typeof remove>) {
      heard.delete(given[1])
      remove(...given)
    },
  })
  return { signal, abort: () => controller.abort(), heard: () => heard.size }
}
