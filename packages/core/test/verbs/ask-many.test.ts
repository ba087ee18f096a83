import { AiuError, askMany, type BatchItem, type Progress } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { answering } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { failing } from '../support/failing.ts'
import { listeners } from '../support/signals.ts'
import { settled } from '../support/turns.ts'

const prompts = (count: number): string[] => Array.from({ length: count }, (_, index) => `q${index}`)
const asked = ({ messages }: { readonly messages: readonly { readonly content: unknown }[] }): string =>
  String(messages[0]?.content)

/** Answers each prompt when the test says so. */
function gated() {
  const waiting = new Map<string, (answer: string | Error) => void>()
  let running = 0
  let most = 0
  const provider = answering(async (request) => {
    const { signal } = request
    most = Math.max(most, ++running)
    try {
      return await new Promise<string>((resolve, reject) => {
        waiting.set(asked(request), (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    } finally {
      running--
      waiting.delete(asked(request))
    }
  })
  return {
    provider,
    get most() {
      return most
    },
    get running() {
      return [...waiting.keys()]
    },
    async open(prompt: string, answer: string | Error = `a ${prompt}`) {
      waiting.get(prompt)?.(answer)
      await settled()
    },
  }
}
const outcome = ({ index, ok, response, error }: BatchItem): string =>
  `${index} ${ok ? response.text : error.code}`

describe('settled', () => {
  test('has all, in the order of the prompts', async () => {
    const { provider, open } = gated()
    const { settled: all } = askMany(provider, prompts(3), { concurrency: 3 })
    await settled()
    for (const prompt of ['q2', 'q0', 'q1']) await open(prompt)
    expect((await all).map(outcome)).toEqual(['0 a q0', '1 a q1', '2 a q2'])
  })

  test('an item that fails has its error; nothing rejects', async () => {
    const provider = answering((request) => {
      if (asked(request) === 'q1') throw new AiuError('quota', 'No credit.')
      if (asked(request) === 'q2') throw new TypeError('a bug')
      return 'x'
    })
    const items = await askMany(provider, ['q0', 'q1', 'q2', '', 'q4']).settled
    expect(items.map(outcome)).toEqual(['0 x', '1 quota', '2 malformed', '3 invalid-request', '4 x'])
    expect(items[1]).toMatchObject({ ok: false, error: { attempts: [{ outcome: 'failed' }] } })
  })

  test('of none is empty', async () => {
    const batch = askMany(answering('x'), [])
    expect(await batch.settled).toEqual([])
    expect(await collect(batch)).toEqual([])
  })

  test('is the same each time, and after a loop', async () => {
    const provider = answering('x')
    const batch = askMany(provider, prompts(3))
    const seen = await collect(batch)
    expect(await batch.settled).toEqual(seen)
    expect(await batch.settled).toEqual(seen)
    expect(provider.requests).toHaveLength(3)
  })
})

describe('a loop', () => {
  test('has items as they come', async () => {
    const { provider, open } = gated()
    const seen: string[] = []
    const loop = (async () => {
      for await (const item of askMany(provider, prompts(3), { concurrency: 3 })) seen.push(outcome(item))
    })()
    await settled()
    await open('q2')
    expect(seen).toEqual(['2 a q2'])
    await open('q0')
    await open('q1')
    await loop
    expect(seen).toEqual(['2 a q2', '0 a q0', '1 a q1'])
  })

  test('that is left aborts what runs, and starts no more', async () => {
    const gate = gated()
    const { signal } = new AbortController()
    const batch = askMany(gate.provider, prompts(10), { concurrency: 2, signal })
    const loop = (async () => {
      for await (const item of batch) return outcome(item)
      return undefined
    })()
    await settled()
    await gate.open('q0')
    expect(await loop).toBe('0 a q0')
    await settled()
    expect(gate.running).toEqual([])
    expect(gate.provider.requests.length).toBeLessThanOrEqual(3)
    expect(listeners(signal)).toBe(0)
    const items = await batch.settled
    expect(items.slice(3).map(outcome)).toEqual([3, 4, 5, 6, 7, 8, 9].map((index) => `${index} aborted`))
  })

  test('that throws does so too', async () => {
    const gate = gated()
    const mine = new Error('mine')
    const loop = (async () => {
      for await (const _ of askMany(gate.provider, prompts(3), { concurrency: 2 })) throw mine
    })()
    const thrown = expect(loop).rejects.toBe(mine)
    await settled()
    await gate.open('q0')
    await thrown
    await settled()
    expect(gate.running).toEqual([])
  })

  test('that is slow holds back new askings', async () => {
    const provider = answering('x')
    const items = askMany(provider, prompts(100), { concurrency: 2 })[Symbol.asyncIterator]()
    for (let taken = 1; taken <= 20; taken++) {
      await items.next()
      await settled()
      // What waits for the loop, and as many under way.
      expect(provider.requests.length).toBeLessThanOrEqual(taken + 2 + 2 + 1)
    }
    await items.return?.()
  })

  test('and settled side by side: the loop has all, and holds nothing back', async () => {
    const provider = answering('x')
    const batch = askMany(provider, prompts(50), { concurrency: 2 })
    const items = batch[Symbol.asyncIterator]()
    await items.next()
    expect(await batch.settled).toHaveLength(50)
    let left = 0
    while (!(await items.next()).done) left++
    expect(left).toBe(49)
  })

  test('a second one finds nothing; two at once share the items', async () => {
    const batch = askMany(answering('x'), prompts(5))
    expect(await collect(batch)).toHaveLength(5)
    expect(await collect(batch)).toEqual([])
    const shared = askMany(answering('x'), prompts(20), { concurrency: 2 })
    const [one, two] = await Promise.all([collect(shared), collect(shared)])
    expect([...one, ...two].map(({ index }) => index).sort((a, b) => a - b)).toEqual([...Array(20).keys()])
  })
})

describe('concurrency', () => {
  test('is never exceeded, and always used', async () => {
    const gate = gated()
    const batch = askMany(gate.provider, prompts(20), { concurrency: 4 })
    const { settled: all } = batch
    await settled()
    while (gate.running.length) {
      expect(gate.running.length).toBe(Math.min(4, 20 - gate.provider.requests.length + gate.running.length))
      await gate.open(gate.running[Math.floor(gate.running.length / 2)] as string)
    }
    expect((await all).every(({ ok }) => ok)).toBe(true)
    expect(gate.most).toBe(4)
  })

  test('is 5 unless told', async () => {
    const gate = gated()
    const { settled: all } = askMany(gate.provider, prompts(9))
    await settled()
    expect(gate.running).toHaveLength(5)
    while (gate.running[0]) await gate.open(gate.running[0])
    expect(await all).toHaveLength(9)
  })

  test.each([[0], [-1], [Number.NaN]])('%d is refused', (concurrency) => {
    expect(() => askMany(answering('x'), ['q'], { concurrency })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })

  test('10,000 prompts: bounded in flight, each answered once', async () => {
    let running = 0
    let most = 0
    const provider = answering(async (request) => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      return asked(request)
    })
    const items = await askMany(provider, prompts(10_000), { concurrency: 50 }).settled
    expect(most).toBe(50)
    expect(items.every(({ index, response }) => response?.text === `q${index}`)).toBe(true)
    expect(provider.requests).toHaveLength(10_000)
  })
})

describe('failFast', () => {
  test('the first failure aborts what runs and starts no more', async () => {
    const gate = gated()
    const batch = askMany(gate.provider, prompts(10), { concurrency: 3, failFast: true })
    const { settled: all } = batch
    await settled()
    const cause = new AiuError('quota', 'No credit.')
    await gate.open('q1', cause)
    const items = await all
    expect(gate.provider.requests).toHaveLength(3)
    expect(items.map(outcome)).toEqual([
      '0 aborted',
      '1 quota',
      ...[2, 3, 4, 5, 6, 7, 8, 9].map((index) => `${index} aborted`),
    ])
    expect(items[0]?.error).toMatchObject({
      message: expect.stringContaining('Another prompt'),
      cause: { cause },
    })
  })

  test('is off unless told', async () => {
    const provider = answering((_, index) => (index ? 'x' : Promise.reject(new AiuError('quota', 'No.'))))
    const items = await askMany(provider, prompts(3), { concurrency: 1 }).settled
    expect(items.map(({ ok }) => ok)).toEqual([false, true, true])
  })
})

describe('onProgress', () => {
  test('counts the done, the failed among them, and the total', async () => {
    const provider = answering((_, index) => (index === 1 ? Promise.reject(new Error('no')) : 'x'))
    const seen: Progress[] = []
    await askMany(provider, prompts(3), { concurrency: 1, onProgress: (progress) => seen.push(progress) })
      .settled
    expect(seen).toEqual([
      { done: 1, failed: 0, total: 3 },
      { done: 2, failed: 1, total: 3 },
      { done: 3, failed: 1, total: 3 },
    ])
  })

  test('changes nothing by throwing', async () => {
    const onProgress = (): never => {
      throw new Error('a bug in the bar')
    }
    expect(await collect(askMany(answering('x'), prompts(5), { concurrency: 1, onProgress }))).toHaveLength(5)
  })
})

describe('the signal', () => {
  test('aborts all that is left, each with an outcome of its own', async () => {
    const gate = gated()
    const controller = new AbortController()
    const reason = new Error('mine')
    const batch = askMany(gate.provider, prompts(5), { concurrency: 2, signal: controller.signal })
    const { settled: all } = batch
    await settled()
    await gate.open('q0')
    controller.abort(reason)
    const items = await all
    expect(items.map(outcome)).toEqual(['0 a q0', '1 aborted', '2 aborted', '3 aborted', '4 aborted'])
    expect(items.slice(1).every(({ error }) => error?.cause === reason)).toBe(true)
    expect(new Set(items.map(({ error }) => error)).size).toBe(5)
    expect(gate.provider.requests).toHaveLength(3)
    expect(listeners(controller.signal)).toBe(0)
  })

  test('that fired before: nothing is sent', async () => {
    const provider = answering('x')
    const signal = AbortSignal.abort()
    expect((await askMany(provider, prompts(3), { signal }).settled).map(outcome)).toEqual([
      '0 aborted',
      '1 aborted',
      '2 aborted',
    ])
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
  })

  test('has no listener before anything is asked', async () => {
    const provider = answering('x')
    const { signal } = new AbortController()
    const batch = askMany(provider, prompts(3), { signal })
    await settled()
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
    await collect(batch)
    expect([provider.requests.length, listeners(signal)]).toEqual([3, 0])
  })
})

test('options go with each', async () => {
  const provider = answering('x')
  await askMany(provider, prompts(2), { model: 'm', system: 's', tags: { a: 'b' }, failFast: true }).settled
  for (const request of provider.requests) {
    expect(request).toMatchObject({ model: 'm', tags: { a: 'b' }, messages: [{ role: 'system' }, {}] })
    expect(request).not.toHaveProperty('failFast')
  }
  expect(await failing(() => askMany(provider, ['q'], { concurrency: 0 }))).toBeInstanceOf(AiuError)
})
