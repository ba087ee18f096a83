import { ask, isAiuError, stream } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { local } from '../src/index.ts'
import { asked, eventsOf, textIn } from './support/asked.ts'
import { randomModel } from './support/random-model.ts'
import { withModel } from './support/with-model.ts'

const provider = withModel(randomModel(), { contextSize: 2048 })
const LONG = asked('Tell me', { maxTokens: 700, seed: 3 })
const BRIEF = asked('Hi', { maxTokens: 2 })
const reason = new Error('enough')

describe('an abort', () => {
  test('before the call loads nothing', async () => {
    let loaded = 0
    const unused = local({
      env: {},
      engine: () => {
        loaded++
        return import('node-llama-cpp')
      },
    })
    const signal = AbortSignal.abort(reason)
    await expect(unused.chat({ ...BRIEF, signal })).rejects.toBe(reason)
    await expect(
      unused
        .stream({ ...BRIEF, signal })
        [Symbol.asyncIterator]()
        .next(),
    ).rejects.toBe(reason)
    await expect(unused.embed({ input: ['a'], signal })).rejects.toBe(reason)
    expect(loaded).toBe(0)
  })

  test('in the middle ends the stream at once and frees the place', async () => {
    const began = performance.now()
    const whole = textIn(await eventsOf(provider.stream(LONG)))
    const wholeMs = performance.now() - began

    const abort = new AbortController()
    let text = ''
    let abortedAt = 0
    const read = async () => {
      for await (const event of provider.stream({ ...LONG, signal: abort.signal })) {
        if (event.type !== 'text') continue
        text += event.text
        if (text.length < 20 || abortedAt) continue
        abortedAt = performance.now()
        abort.abort(reason)
      }
    }
    await expect(read()).rejects.toBe(reason)
    expect(performance.now() - abortedAt).toBeLessThan(50 + wholeMs / 20)
    expect(whole.startsWith(text)).toBe(true)
    await provider.chat(BRIEF)
    expect(performance.now() - abortedAt).toBeLessThan(wholeMs / 2)
  })

  test('of a whole answer rejects, and leaves no listener behind', async () => {
    const abort = new AbortController()
    const answer = provider.chat({ ...LONG, signal: abort.signal })
    setTimeout(() => abort.abort(reason), 20)
    await expect(answer).rejects.toBe(reason)
    expect((await provider.chat(BRIEF)).usage?.outputTokens).toBe(2)
  })

  test('while in line takes the call out of it, and disturbs nobody', async () => {
    const began = performance.now()
    const first = eventsOf(provider.stream({ ...LONG, maxTokens: 300 }))
    const abort = new AbortController()
    const second = provider.chat({ ...BRIEF, signal: abort.signal })
    const third = provider.chat(BRIEF)
    const at = performance.now()
    abort.abort(reason)
    await expect(second).rejects.toBe(reason)
    const tookMs = performance.now() - at
    expect((await first).at(-1)).toMatchObject({ type: 'finish', usage: { outputTokens: 300 } })
    expect(tookMs).toBeLessThan(50 + (performance.now() - began) / 4)
    expect((await third).usage?.outputTokens).toBe(2)
  })

  test('while a long question is read does not wait for the end of it', async () => {
    const messages = [{ role: 'user' as const, content: 'a question that goes on and on '.repeat(40) }]
    const abort = new AbortController()
    const answer = provider.chat({ messages, signal: abort.signal })
    setImmediate(() => abort.abort(reason))
    await expect(answer).rejects.toBe(reason)
    expect((await provider.chat(BRIEF)).usage?.outputTokens).toBe(2)
  })

  test('is `aborted` through core, with the answer so far', async () => {
    const abort = new AbortController()
    const answer = stream(provider, 'Tell me', { signal: abort.signal, maxTokens: 700 })
    const caught = await (async () => {
      for await (const event of answer) if (event.type === 'text') abort.abort(reason)
    })().catch((error: unknown) => error)
    expect(isAiuError(caught, 'aborted')).toBe(true)
    expect(caught).toMatchObject({ cause: reason, partial: { text: expect.any(String) } })
    await expect(ask(provider, 'Hi', { signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('leaving the loop', () => {
  test('stops the model; the next call does not wait for the rest', async () => {
    const began = performance.now()
    await eventsOf(provider.stream(LONG))
    const wholeMs = performance.now() - began
    for await (const event of provider.stream(LONG)) if (event.type === 'text') break
    const left = performance.now()
    await provider.chat(BRIEF)
    expect(performance.now() - left).toBeLessThan(wholeMs / 2)
  })

  test('before the first read begins nothing', async () => {
    const events = provider.stream(LONG)[Symbol.asyncIterator]()
    await events.return?.()
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test('while in line gives the place to the next', async () => {
    const first = provider.chat({ ...LONG, maxTokens: 200 })
    const events = provider.stream(LONG)[Symbol.asyncIterator]()
    const read = events.next()
    await events.return?.()
    expect((await read).done).toBe(true)
    expect((await provider.chat(BRIEF)).usage?.outputTokens).toBe(2)
    expect((await first).usage?.outputTokens).toBe(200)
  })
})

describe('dispose', () => {
  test('aborts what is under way and in line; a later call loads the model again', async () => {
    const events = provider.stream(LONG)[Symbol.asyncIterator]()
    await events.next()
    const waiting = provider.chat(BRIEF)
    const refused = expect(waiting).rejects.toMatchObject({ code: 'aborted' })
    await provider.dispose()
    await refused
    const rest = async () => {
      while (!(await events.next()).done);
    }
    await expect(rest()).rejects.toMatchObject({
      code: 'aborted',
      message: 'The local model was disposed of.',
    })
    expect((await provider.chat(BRIEF)).usage?.outputTokens).toBe(2)
    await Promise.all([provider.dispose(), provider.dispose()])
    await provider[Symbol.asyncDispose]()
  })
})
