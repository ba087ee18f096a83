/** A seat at a resource, held by one call. */
export interface Seat<R> {
  readonly resource: R
  /** From 0, below the number of places; nobody else has it meanwhile. */
  readonly place: number
  /** Gives the seat to the next in line. */
  leave(): void
}

export interface TurnstileOptions<R> {
  readonly places: number
  open(key: string, signal: AbortSignal): Promise<R>
  close(resource: R): Promise<void>
}

interface Ticket<R> {
  readonly key: string
  readonly give: (seat: Seat<R>) => void
  readonly refuse: (cause: unknown) => void
}

export interface Turnstile<R> {
  /** A seat at the resource of this key, in the order of asking. Rejects with the signal's reason as soon as it fires. */
  enter(key: string, signal?: AbortSignal): Promise<Seat<R>>
  /** Turns the line away with this reason, waits until all seats are left, closes the resource. It opens again for whoever enters next. */
  empty(reason: unknown): Promise<void>
}

/**
 * One line for one resource with a few places. Only one resource is open at a time: who asks for another key waits until those before
 * have left, then the open one is closed. So memory is bounded and nobody is overtaken.
 */
export function turnstile<R>({ places, open, close }: TurnstileOptions<R>): Turnstile<R> {
  const line: Ticket<R>[] = []
  let current: { readonly key: string; readonly resource: R } | undefined
  let opening: { readonly key: string; readonly abort: AbortController } | undefined
  let changing: Promise<void> | undefined
  let closing: Promise<void> | undefined
  let free = Array.from({ length: places }, (_, place) => place)
  let onEmpty: (() => void) | undefined

  const remove = (ticket: Ticket<R>): void => {
    const at = line.indexOf(ticket)
    if (at >= 0) line.splice(at, 1)
    if (opening && !line.some(({ key }) => key === opening?.key)) opening.abort.abort()
  }

  const seat = (resource: R): Seat<R> => {
    const place = free.shift() as number
    let left = false
    return {
      resource,
      place,
      leave() {
        if (left) return
        left = true
        // The place that was left last is taken first: what it holds may be of use.
        free = [place, ...free]
        if (free.length === places) onEmpty?.()
        move()
      },
    }
  }

  const closeCurrent = async (): Promise<void> => {
    const { resource } = current ?? {}
    current = undefined
    if (resource !== undefined) await close(resource)
  }

  const change = async (key: string): Promise<void> => {
    const abort = new AbortController()
    opening = { key, abort }
    try {
      await closeCurrent()
      current = { key, resource: await open(key, abort.signal) }
    } catch (cause) {
      // Given up because nobody waited: whoever has come since has it opened anew.
      for (const ticket of abort.signal.aborted ? [] : line.filter((ticket) => ticket.key === key)) {
        remove(ticket)
        ticket.refuse(cause)
      }
    }
    opening = undefined
    move()
  }

  const move = (): void => {
    while (!opening && !closing) {
      const first = line[0]
      if (!first) return
      if (first.key !== current?.key) {
        if (free.length === places) changing = change(first.key)
        return
      }
      if (free.length === 0) return
      line.shift()
      first.give(seat(current.resource))
    }
  }

  return {
    enter: (key, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const quit = (): void => {
          remove(ticket)
          reject(signal?.reason)
        }
        const settled = (): void => signal?.removeEventListener('abort', quit)
        const ticket: Ticket<R> = {
          key,
          give(seat) {
            settled()
            resolve(seat)
          },
          refuse(cause) {
            settled()
            reject(cause)
          },
        }
        signal?.addEventListener('abort', quit)
        line.push(ticket)
        move()
      }),

    empty(reason) {
      for (const ticket of [...line]) {
        remove(ticket)
        ticket.refuse(reason)
      }
      closing ??= (async () => {
        await changing
        if (free.length < places)
          await new Promise<void>((resolve) => {
            onEmpty = resolve
          })
        onEmpty = undefined
        await closeCurrent()
      })().finally(() => {
        closing = undefined
        move()
      })
      return closing
    },
  }
}
