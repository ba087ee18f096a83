import {
  AiuError,
  ask,
  type ChatEvent,
  type ChatRequest,
  type EmbeddingProvider,
  embed,
  type Layer,
  type Provider,
  stream,
  tap,
  wrap,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { answering, type Scripted, streaming, textEvents, textResult } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'

const embedding: EmbeddingProvider = {
  name: 'vectors',
  embed: async ({ input }) => ({ embeddings: input.map(() => [1]) }),
}

/** Notes what passes it, on the way in and out. */
const noting = (name: string, notes: string[]): Layer => ({
  name,
  async call(operation, request, next) {
    notes.push(`${name} ${operation}`)
    const response = await next(request)
    notes.push(`${name} out`)
    return response
  },
  iterate(operation, request, next) {
    notes.push(`${name} ${operation}`)
    return tap(next(request), { end: () => notes.push(`${name} out`) })
  },
})

describe('rings', () => {
  test('the first listed sees the request first and the answer last', async () => {
    const notes: string[] = []
    const layers = [noting('outer', notes), noting('inner', notes)]
    await ask(wrap(answering('x'), ...layers), 'q')
    expect(notes.splice(0)).toEqual(['outer chat', 'inner chat', 'inner out', 'outer out'])
    await stream(wrap(streaming(textEvents('x')), ...layers), 'q').response
    expect(notes.splice(0)).toEqual(['outer stream', 'inner stream', 'inner out', 'outer out'])
    await embed(wrap(embedding, ...layers), 'a')
    expect(notes).toEqual(['outer embed', 'inner embed', 'inner out', 'outer out'])
  })

  test('so where one is wrapped again', async () => {
    const notes: string[] = []
    await ask(wrap(wrap(answering('x'), noting('inner', notes)), noting('outer', notes)), 'q')
    expect(notes).toEqual(['outer chat', 'inner chat', 'inner out', 'outer out'])
  })

  test('a hook named like an operation stands in for call or iterate, there alone', async () => {
    const notes: string[] = []
    const layer: Layer = {
      ...noting('general', notes),
      chat(request, next) {
        notes.push('own chat')
        return next(request)
      },
      stream(request, next) {
        notes.push('own stream')
        return next(request)
      },
    }
    const provider = wrap({ ...streaming(textEvents('x')), chat: answering('x').chat }, layer)
    await ask(provider, 'q')
    await stream(provider, 'q').response
    await embed(wrap(embedding, layer), 'a')
    expect(notes).toEqual(['own chat', 'own stream', 'general embed', 'general out'])
  })

  test('what has no hook passes by', async () => {
    const provider = wrap(
      answering('x'),
      { name: 'idle' },
      { name: 'streams only', stream: (r, next) => next(r) },
    )
    expect((await ask(provider, 'q')).text).toBe('x')
  })

  test('a layer is `this` in its hooks', async () => {
    const seen: unknown[] = []
    class Counter {
      readonly name = 'counter'
      #count = 0
      call: Layer['call'] = async function (this: Counter, _operation, request, next) {
        seen.push(++this.#count)
        return next(request)
      }
      stream: Layer['stream'] = function (this: Counter, request, next) {
        seen.push(++this.#count)
        return next(request)
      }
    }
    const layer = new Counter() as Layer
    await ask(wrap(answering('x'), layer), 'q')
    await stream(wrap(streaming(textEvents('x')), layer), 'q').response
    expect(seen).toEqual([1, 2])
  })

  test('a layer changes the request, and is told the endpoint', async () => {
    const provider = answering('x')
    const endpoints: unknown[] = []
    const layer: Layer = {
      name: 'model',
      chat(request, next, { name, baseURL, defaultModel }) {
        endpoints.push({ name, baseURL, defaultModel })
        return next({ ...request, model: 'changed' })
      },
    }
    await ask(wrap(provider, layer), 'q')
    expect(provider.requests[0]?.model).toBe('changed')
    expect(endpoints).toEqual([{ name: 'fake', baseURL: 'http://fake.test/v1', defaultModel: 'model-0' }])
  })

  test('inner rings have the response whole', async () => {
    const seen: unknown[] = []
    const layer: Layer = {
      name: 'look',
      async chat(request, next) {
        const response = await next(request)
        seen.push(response)
        return response
      },
    }
    await ask(wrap(answering('x'), layer), 'q')
    expect(seen).toMatchObject([
      { text: 'x', provider: 'fake', model: 'model-0', attempts: [{ outcome: 'done' }], warnings: [] },
    ])
  })
})

describe('what a wrapped provider can do', () => {
  test('is what the inner one can, no more', () => {
    const wrapped = wrap(answering('x'), noting('a', []))
    expect(['chat' in wrapped, 'stream' in wrapped, 'embed' in wrapped, 'listModels' in wrapped]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect('chat' in wrap(embedding, noting('a', []))).toBe(false)
  })

  class Vendor implements Provider, EmbeddingProvider {
    #key = 'secret'
    readonly name = 'vendor'
    #used: string[] = []
    get baseURL(): string {
      return `http://${this.#key.length}.test`
    }
    async chat(request: ChatRequest) {
      this.#used.push('chat')
      return textResult(`${this.#key} ${request.messages.length}`)
    }
    async *stream(): AsyncGenerator<ChatEvent, undefined> {
      this.#used.push('stream')
      yield* textEvents(this.#key)
    }
    async embed({ input }: { readonly input: readonly string[] }) {
      this.#used.push('embed')
      return { embeddings: input.map(() => [this.#key.length]) }
    }
    get used(): readonly string[] {
      return this.#used
    }
    more(): string {
      return 'more'
    }
  }

  test('an instance of a class keeps its methods and private fields', async () => {
    const vendor = new Vendor()
    const wrapped = wrap(wrap(vendor, noting('a', [])), noting('b', []))
    const { text, attempts } = await ask(wrapped, 'q')
    expect(text).toBe('secret 1')
    expect((await stream(wrapped, 'q').response).text).toBe('secret')
    expect((await embed(wrapped, 'a')).embeddings).toEqual([[6]])
    expect(vendor.used).toEqual(['chat', 'stream', 'embed'])
    expect([wrapped.more(), wrapped.baseURL, attempts[0]?.baseURL]).toEqual([
      'more',
      'http://6.test',
      'http://6.test',
    ])
    expect(wrapped).toBeInstanceOf(Vendor)
  })

  test('a frozen one is wrapped, and wrapped again', async () => {
    const once = Object.freeze(wrap(Object.freeze(answering('x')), noting('a', [])))
    expect((await ask(wrap(once, noting('b', [])), 'q')).text).toBe('x')
  })

  test('the inner one stays as it was', async () => {
    const notes: string[] = []
    const inner = answering('x')
    wrap(inner, noting('a', notes))
    await ask(inner, 'q')
    expect(notes).toEqual([])
  })
})

describe('the order of layers', () => {
  const layer = (name: string, order?: number): Layer => ({ name, order })
  const retry = layer('retry', 70)
  const cache = layer('cache', 40)
  const usage = layer('usage', 20)
  const log = layer('log')
  const both = (a: Provider, b: Provider): Provider => ({ ...answering('x'), members: [a, b] })

  test.each<[string, () => Provider]>([
    ['from the outside in', () => wrap(answering('x'), usage, cache, retry)],
    ['the same twice', () => wrap(answering('x'), cache, cache)],
    ['without an order anywhere', () => wrap(answering('x'), log, cache, log, retry, log)],
    ['wrapped twice', () => wrap(wrap(answering('x'), retry), cache)],
    ['around a combinator', () => wrap(both(wrap(answering('a'), retry), answering('b')), cache)],
  ])('passes: %s', (_, make) => {
    expect(make().name).toBe('fake')
  })

  test.each<[string, () => Provider, string, string]>([
    ['side by side', () => wrap(answering('x'), retry, cache), 'retry', 'cache'],
    ['with others between them', () => wrap(answering('x'), retry, log, cache), 'retry', 'cache'],
    ['wrapped twice', () => wrap(wrap(answering('x'), usage), log, cache), 'cache', 'usage'],
    ['wrapped three times', () => wrap(wrap(wrap(answering('x'), usage), log), retry), 'retry', 'usage'],
    [
      'in a member of a combinator',
      () => wrap(both(answering('a'), wrap(answering('b'), cache)), retry),
      'retry',
      'cache',
    ],
    [
      'in a member of a wrapped combinator’s member',
      () => wrap(both(answering('a'), wrap(both(answering('b'), wrap(answering('c'), usage)), log)), cache),
      'cache',
      'usage',
    ],
  ])('refuses: %s', async (_, make, outside, inside) => {
    const error = await failing(make)
    expect(error).toMatchObject({ code: 'configuration', name: 'ProviderConfigurationError' })
    expect(error.message).toContain(`${outside} stands around ${inside}`)
    expect(error.message).toContain(`put ${inside} before it`)
  })
})

describe('attempts', () => {
  const down = (): AiuError => new AiuError('server', 'Down.')
  /** Asks again, at the most so often. */
  const again = (times: number): Layer => ({
    name: 'again',
    async call(_operation, request, next) {
      for (let left = times; ; left--)
        try {
          return await next(request)
        } catch (error) {
          if (!left) throw error
        }
    },
    async *iterate(_operation, request, next) {
      for (let left = times; ; left--)
        try {
          return yield* next(request)
        } catch (error) {
          if (!left) throw error
        }
    },
  })
  const failsOnce = (): Scripted => {
    const whole = answering((_, index) => (index ? 'x' : Promise.reject(down())))
    const live = streaming((_, index) => (index ? textEvents('x') : [down()]))
    return { ...whole, stream: live.stream }
  }

  test('of all inner tries stand on the response', async () => {
    const told: string[] = []
    const onAttempt = ({ outcome }: { outcome: string }): void => void told.push(outcome)
    const { attempts } = await ask(wrap(failsOnce(), again(1)), 'q', { onAttempt })
    expect(attempts).toMatchObject([{ outcome: 'failed', code: 'server' }, { outcome: 'done' }])
    const live = await stream(wrap(failsOnce(), again(1)), 'q', { onAttempt }).response
    expect(live.attempts).toMatchObject([{ outcome: 'failed', operation: 'stream' }, { outcome: 'done' }])
    expect(told).toEqual(['failed', 'done', 'failed', 'done'])
  })

  test('and on the error', async () => {
    const provider = (): Provider =>
      wrap({ ...answering(() => Promise.reject(down())), stream: streaming(() => [down()]).stream }, again(2))
    for (const attempt of [ask(provider(), 'q'), stream(provider(), 'q').response])
      expect((await failing(attempt)).attempts?.map(({ outcome }) => outcome)).toEqual([
        'failed',
        'failed',
        'failed',
      ])
  })

  test('of a provider wrapped twice are told once', async () => {
    const told: unknown[] = []
    const provider = wrap(wrap(answering('x'), again(0)), again(0))
    const { attempts } = await ask(provider, 'q', { onAttempt: (attempt) => told.push(attempt) })
    expect([attempts.length, told.length]).toEqual([1, 1])
  })

  test('of a layer that throws before anything was sent: none', async () => {
    const refuse = (): never => {
      throw new AiuError('limit', 'Full.')
    }
    const provider = wrap(answering('x'), { name: 'full', chat: async () => refuse(), stream: refuse })
    for (const attempt of [ask(provider, 'q'), stream(provider, 'q').response])
      expect(await failing(attempt)).toMatchObject({ code: 'limit', attempts: [] })
  })

  test('of a layer that answers by itself: none', async () => {
    const provider = wrap(answering('x'), {
      name: 'hit',
      chat: async () => ({
        ...textResult('kept'),
        text: 'kept',
        toolCalls: [],
        message: { role: 'assistant', content: 'kept' },
        provider: 'other',
        model: 'm',
        attempts: [],
        timing: { totalMs: 1 },
        warnings: [],
      }),
      stream: async function* () {
        yield* textEvents('kept')
      },
    })
    expect(await ask(provider, 'q')).toMatchObject({ text: 'kept', provider: 'other', attempts: [] })
    expect(await stream(provider, 'q').response).toMatchObject({ text: 'kept', attempts: [] })
    expect(provider.requests).toEqual([])
  })

  test('a call that was aborted before its turn is none', async () => {
    const provider = answering('x')
    const late: Layer = {
      name: 'late',
      call: (_, request, next) => next({ ...request, signal: AbortSignal.abort() }),
      iterate: (_, request, next) => next({ ...request, signal: AbortSignal.abort() }),
    }
    for (const attempt of [ask(wrap(provider, late), 'q'), stream(wrap(provider, late), 'q').response])
      expect(await failing(attempt)).toMatchObject({ code: 'aborted', attempts: [] })
    expect(provider.requests).toEqual([])
  })

  test('a foreign error of a layer is told as ours', async () => {
    const cause = new Error('a bug')
    const buggy: Layer = { name: 'buggy', call: () => Promise.reject(cause) }
    expect(await failing(ask(wrap(answering('x'), buggy), 'q'))).toMatchObject({ code: 'malformed', cause })
  })
})

test('endpoints: a wrapped provider tells of itself what the inner one does', async () => {
  const inner: Provider = { ...answering('x'), scope: 'flavor', interchangeable: true }
  const { name, baseURL, defaultModel, scope, interchangeable } = wrap(inner, noting('a', []))
  expect({ name, baseURL, defaultModel, scope, interchangeable }).toEqual({
    name: 'fake',
    baseURL: 'http://fake.test/v1',
    defaultModel: 'model-0',
    scope: 'flavor',
    interchangeable: true,
  })
  expect('members' in wrap(inner)).toBe(false)
  expect(await collect(stream(wrap(streaming(textEvents('x'))), 'q').textStream)).toEqual(['x'])
})
