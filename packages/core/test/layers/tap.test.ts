import { AiuError, tap } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'

type Event = { readonly type: string }
const events = (...types: readonly string[]): Event[] => types.map((type) => ({ type }))

/** Events, then an error if there is one; notes when they are closed. */
const source = (all: readonly Event[], error?: Error) => {
  const state = { closed: 0, opened: 0 }
  const given = async function* (): AsyncGenerator<Event, undefined> {
    let whole = false
    state.opened++
    try {
      yield* all
      whole = true
      if (error) throw error
    } finally {
      if (!whole) state.closed++
    }
  }
  return { state, given: { [Symbol.asyncIterator]: given } }
}
const noting = () => {
  const seen: string[] = []
  const ends: unknown[] = []
  return {
    seen,
    ends,
    taps: {
      event: ({ type }: Event) => void seen.push(type),
      end: (error?: unknown) => void ends.push(error),
    },
  }
}

describe('tap', () => {
  test('gives the same events, and looks at each', async () => {
    const { seen, ends, taps } = noting()
    const given = events('a', 'b', 'finish')
    expect(await collect(tap(source(given).given, taps))).toEqual(given)
    expect([seen, ends]).toEqual([['a', 'b', 'finish'], [undefined]])
  })

  test('an event is changed for those further out, and not in itself', async () => {
    const given = events('a', 'finish')
    const seen: unknown[] = []
    const inner = tap(source(given).given, {
      map: (event) => (event.type === 'finish' ? { ...event, cost: 1 } : event),
    })
    const outer = tap(inner, { event: (event) => void seen.push(event) })
    const changed = [{ type: 'a' }, { type: 'finish', cost: 1 }]
    expect(await collect(outer)).toEqual(changed)
    expect(seen).toEqual(changed)
    expect(given).toEqual(events('a', 'finish'))
  })

  test('the finish is the end, though nobody reads on', async () => {
    const { ends, taps } = noting()
    const reader = tap(source(events('finish')).given, taps)[Symbol.asyncIterator]()
    await reader.next()
    expect(ends).toEqual([undefined])
    await reader.return?.()
    expect(ends).toEqual([undefined])
  })

  test('a failure is told once, and thrown as it is', async () => {
    const { ends, taps } = noting()
    const error = new AiuError('server', 'Down.')
    await expect(collect(tap(source(events('a'), error).given, taps))).rejects.toBe(error)
    expect(ends).toEqual([error])
  })

  test('a reader who leaves is told as aborted, and the source is closed', async () => {
    const { ends, taps } = noting()
    const { state, given } = source(events('a', 'b'))
    for await (const _ of tap(given, taps)) break
    expect(ends).toMatchObject([{ code: 'aborted' }])
    expect(state.closed).toBe(1)
  })

  test('what looks may throw: that ends the stream, and closes the source', async () => {
    const mine = new Error('mine')
    const ends: unknown[] = []
    const { state, given } = source(events('a', 'b'))
    const tapped = tap(given, {
      event() {
        throw mine
      },
      end: (error) => ends.push(error),
    })
    await expect(collect(tapped)).rejects.toBe(mine)
    expect(ends).toEqual([mine])
    expect(state.closed).toBe(1)
  })

  test('taps around taps all look, the innermost first, each told its end once', async () => {
    const order: string[] = []
    const named = (name: string) => ({
      event: ({ type }: Event) => void order.push(`${name} ${type}`),
      end: (error?: unknown) => void order.push(`${name} ${error ? 'failed' : 'ended'}`),
    })
    const { state, given } = source(events('a', 'finish'))
    await collect(tap(tap(given, named('inner')), named('outer')))
    expect(order.splice(0)).toEqual([
      'inner a',
      'outer a',
      'inner finish',
      'outer finish',
      'inner ended',
      'outer ended',
    ])
    expect(state.opened).toBe(1)
    for await (const _ of tap(tap(source(events('a', 'b')).given, named('inner')), named('outer'))) break
    expect(order).toEqual(['inner a', 'outer a', 'inner failed', 'outer failed'])
  })

  test('a source that fails before its first event has an end, too', async () => {
    const ends: unknown[] = []
    const cause = new Error('not today')
    const given: AsyncIterable<Event> = {
      [Symbol.asyncIterator]() {
        throw cause
      },
    }
    await expect(collect(tap(given, { end: (error) => ends.push(error) }))).rejects.toBe(cause)
    expect(ends).toEqual([cause])
  })

  test('nothing is read before the reader asks', async () => {
    const { state, given } = source(events('a'))
    const tapped = tap(given, {})
    await Promise.resolve()
    expect(state.opened).toBe(0)
    await collect(tapped)
  })
})
