import { createHook } from 'node:async_hooks'
import { AiuError, tap } from '@aiu/core'
import { beginStreams, resumeStream, type StreamHooks, wrapStream } from '@aiu/core/layer-kit'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { settled } from '../support/turns.ts'

type Event = { readonly type: string }
const event = (type: string): Event => ({ type })

/** A stream that gives what it is told to, and notes what is done to it. */
function source(types: readonly string[], { hangs = false, error }: { hangs?: boolean; error?: Error } = {}) {
  const state = { opened: 0, reads: 0, closed: 0 }
  const events: AsyncIterable<Event> = {
    [Symbol.asyncIterator]() {
      state.opened++
      let at = 0
      return {
        next() {
          state.reads++
          const type = types[at++]
          if (type) return Promise.resolve({ value: event(type), done: false as const })
          if (hangs) return new Promise(() => {})
          return error ? Promise.reject(error) : Promise.resolve({ value: undefined, done: true as const })
        },
        return() {
          state.closed++
          return Promise.resolve({ value: undefined, done: true as const })
        },
      }
    },
  }
  return { state, events }
}
const reading = (hooks: StreamHooks<Event>) => wrapStream(hooks)[Symbol.asyncIterator]()
const code = (error: unknown) => (error as AiuError).code

test('nothing is opened before the first read, and it is opened once', async () => {
  const { state, events } = source(['a', 'finish'])
  const wrapped = reading({ open: () => events })
  await settled()
  expect(state.opened).toBe(0)
  expect(await Promise.all([wrapped.next(), wrapped.next()])).toMatchObject([
    { value: { type: 'a' } },
    { value: { type: 'finish' } },
  ])
  expect(state.opened).toBe(1)
})

test('after `finish` nobody reads on, and the end has been told', async () => {
  const { state, events } = source(['finish'], { hangs: true })
  const ends: unknown[] = []
  const wrapped = reading({ open: async () => events, onEnd: (error) => ends.push(error) })
  await wrapped.next()
  expect(ends).toEqual([undefined])
  expect(await wrapped.next()).toEqual({ value: undefined, done: true })
  await wrapped.return?.()
  expect([state.reads, ends.length]).toEqual([1, 1])
})

describe('a reader who leaves', () => {
  test('while a read is pending: the end is told at once, and the read is aborted when it settles', async () => {
    let give = (_step: IteratorResult<Event>): void => {}
    const ends: unknown[] = []
    const wrapped = reading({
      open: () =>
        resumeStream<Event>({
          next: () =>
            new Promise((resolve) => {
              give = resolve
            }),
          // As slow to close as a generator whose reader waits.
          return: () => new Promise(() => {}),
        }),
      onEnd: (error) => ends.push(code(error)),
    })
    const pending = wrapped.next().catch(code)
    await settled()
    void wrapped.return?.()
    expect(ends).toEqual(['aborted'])
    give({ value: event('a'), done: false })
    expect(await pending).toBe('aborted')
    expect(ends).toEqual(['aborted'])
  })

  test('while it is being opened: at once; what is opened later is closed, unread', async () => {
    const { state, events } = source(['a'])
    let open = (): void => {}
    let signal: AbortSignal | undefined
    const ends: unknown[] = []
    const wrapped = reading({
      open: (opening) => {
        signal = opening.signal
        return new Promise((resolve) => {
          open = () => resolve(events)
        })
      },
      onEnd: (error) => ends.push(code(error)),
    })
    const pending = wrapped.next().catch(code)
    await wrapped.return?.()
    expect(await pending).toBe('aborted')
    expect([ends, signal?.aborted]).toEqual([['aborted'], true])
    open()
    await settled()
    expect([state.reads, state.closed, ends.length]).toEqual([0, 1, 1])
  })

  test('before the first read opens nothing', async () => {
    const { state, events } = source(['a'])
    const wrapped = reading({ open: () => events })
    await wrapped.return?.()
    expect(await wrapped.next()).toEqual({ value: undefined, done: true })
    expect(state.opened).toBe(0)
  })
})

test('a failure is told once to each, and thrown as it is; so is one of opening', async () => {
  const error = new Error('mine')
  for (const open of [
    () => source(['a'], { error }).events,
    (): never => {
      throw error
    },
    () => Promise.reject(error),
  ]) {
    const ends: unknown[] = []
    const onEnd = (cause: unknown) => void ends.push(cause)
    const both = wrapStream<Event>({ open: () => wrapStream<Event>({ open, onEnd }), onEnd })
    await expect(collect(both)).rejects.toBe(error)
    expect(ends).toEqual([error, error])
  }
})

test('a hook that throws ends the stream with it; for those further in, the reader left', async () => {
  const mine = new AiuError('limit', 'Enough.')
  const { state, events } = source(['a', 'b'])
  const order: unknown[] = []
  const ended = (name: string) => (error: unknown) => order.push([name, code(error)])
  const inner = wrapStream<Event>({ open: () => events, onEnd: ended('inner') })
  const middle = wrapStream<Event>({
    open: () => inner,
    onEvent: () => {
      throw mine
    },
    onEnd: ended('middle'),
  })
  await expect(collect(tap(middle, { end: ended('outer') }))).rejects.toBe(mine)
  expect(order).toEqual([
    ['inner', 'aborted'],
    ['middle', 'limit'],
    ['outer', 'limit'],
  ])
  expect(state.closed).toBe(1)
})

test('an event is mapped for those further out, and dropped where nothing is mapped', async () => {
  const { events } = source(['a', 'b', 'finish'])
  const seen: string[] = []
  const inner = wrapStream<Event>({
    open: () => events,
    mapEvent: ({ type }) => (type === 'a' ? undefined : event(type.toUpperCase())),
  })
  const outer = wrapStream<Event>({ open: () => inner, onEvent: ({ type }) => void seen.push(type) })
  expect(await collect(outer)).toEqual([event('B'), event('FINISH')])
  expect(seen).toEqual(['B', 'FINISH'])
})

test('steps inwards run around each other, the outermost outside', async () => {
  const steps: string[] = []
  const around =
    (name: string): StreamHooks<Event>['around'] =>
    (step) => {
      steps.push(name)
      return step()
    }
  const inner = wrapStream<Event>({ open: () => source(['a']).events, around: around('inner') })
  const outer = reading({ open: () => inner, around: around('outer') })
  await outer.next()
  steps.length = 0
  await outer.next()
  expect(steps).toEqual(['outer', 'inner'])
})

/** How many promises a read of a long stream costs, beyond those of its source. */
async function promisesPerEvent(
  wrap: (events: AsyncIterable<Event>) => AsyncIterable<Event>,
): Promise<number> {
  const many = 1_000
  const run = async (events: AsyncIterable<Event>): Promise<number> => {
    const iterator = events[Symbol.asyncIterator]()
    let made = 0
    const hook = createHook({
      init: (_id, type) => {
        if (type === 'PROMISE') made++
      },
    }).enable()
    while (!(await iterator.next()).done);
    hook.disable()
    return made
  }
  const types = Array<string>(many).fill('text')
  const bare = await run(source(types).events)
  return Math.round((await run(wrap(source(types).events))) - bare) / many
}
const looking = (events: AsyncIterable<Event>) => wrapStream<Event>({ open: () => events, onEvent: () => {} })
const opening = (events: AsyncIterable<Event>) =>
  wrapStream<Event>({ open: (own) => beginStreams<Event>(own).begin(events) })

test('one promise for an event however many look, none where nobody looks', async () => {
  expect(await promisesPerEvent((events) => opening(opening(events)))).toBeLessThan(0.1)
  for (const layers of [1, 4, 8]) {
    const wrap = (events: AsyncIterable<Event>): AsyncIterable<Event> =>
      Array.from({ length: layers }).reduce<AsyncIterable<Event>>((inner) => opening(looking(inner)), events)
    const cost = await promisesPerEvent(wrap)
    expect(cost).toBeGreaterThan(0.9)
    expect(cost).toBeLessThan(1.1)
  }
})

describe('streams that are begun', () => {
  test('give all from the beginning, after what was enough; the others are closed', async () => {
    const all = [source(['usage', 'a', 'finish']), source(['b', 'finish'])]
    const wrapped = wrapStream<Event>({
      async open(own) {
        const { begin, closeOthers } = beginStreams<Event>(own)
        const [first] = await Promise.all(
          all.map(({ events }) => begin(events, ({ type }) => type !== 'usage')),
        )
        closeOthers(first)
        return first as AsyncIterable<Event>
      },
    })
    expect(await collect(wrapped)).toEqual(['usage', 'a', 'finish'].map(event))
    expect(all.map(({ state }) => state.closed)).toEqual([0, 1])
  })

  test('are closed when the reader leaves, and none begins after that', async () => {
    const { state, events } = source([], { hangs: true })
    const late = source(['a'])
    let own: Parameters<StreamHooks<Event>['open']>[0] | undefined
    const wrapped = reading({
      open(opening) {
        own = opening
        return beginStreams<Event>(opening).begin(events)
      },
    })
    const pending = wrapped.next().catch(code)
    await wrapped.return?.()
    expect([await pending, state.closed]).toEqual(['aborted', 1])
    const begun = beginStreams<Event>(own as never).begin(late.events)
    await expect(begun).rejects.toMatchObject({ code: 'aborted' })
    expect(late.state.opened).toBe(0)
  })

  test('what a ring has begun passes its own hooks and those around it, each once', async () => {
    const { events } = source(['usage', 'a', 'b', 'finish'])
    const seen: string[] = []
    const inner = wrapStream<Event>({
      open: (own) => beginStreams<Event>(own).begin(events, ({ type }) => type === 'a'),
      onEvent: ({ type }) => void seen.push(`inner ${type}`),
    })
    const outer = wrapStream<Event>({
      open: (own) => beginStreams<Event>(own).begin(inner),
      onEvent: ({ type }) => void seen.push(`outer ${type}`),
    })
    await collect(outer)
    expect(seen).toEqual(['usage', 'a', 'b', 'finish'].flatMap((type) => [`inner ${type}`, `outer ${type}`]))
  })
})
