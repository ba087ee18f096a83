import { AiuError, ask, isAiuError, stream } from '@aiu/core'
import { fakeClock, fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'

const failing = async (attempt: Promise<unknown>): Promise<AiuError> => {
  const error = await attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!isAiuError(error)) throw new Error(`not one of our errors: ${error}`)
  return error
}

describe('fakeProvider', () => {
  test('answers from its script, step by step, asked or streamed', async () => {
    const fake = fakeProvider(['one two', { stream: ['a', 'b'] }, { json: { total: 3 } }])
    const first = await ask(fake, 'q')
    expect(first).toMatchObject({ text: 'one two', finishReason: 'stop', provider: 'fake', model: 'fake-1' })
    expect(first.usage).toEqual({ inputTokens: 1, outputTokens: 2, totalTokens: 3, source: 'counted' })
    const pieces: string[] = []
    for await (const piece of stream(fake, 'q').textStream) pieces.push(piece)
    expect(pieces).toEqual(['a', 'b'])
    expect(JSON.parse((await ask(fake, 'q')).text)).toEqual({ total: 3 })
    expect(fake.calls.map(({ operation }) => operation)).toEqual(['chat', 'stream', 'chat'])
    expect(fake.calls[0]?.request).toMatchObject({ messages: [{ role: 'user', content: 'q' }] })
  })

  test('a script that has run out says so', async () => {
    const fake = fakeProvider(['one'])
    await ask(fake, 'q')
    const error = await failing(ask(fake, 'q'))
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('The script of "fake" has run out: this is call 2, and it has 1 step.')
    expect((await failing(stream(fake, 'q').response)).code).toBe('configuration')
  })

  test('loop begins again; a function decides by the request', async () => {
    const loop = fakeProvider(['a', 'b'], { loop: true })
    const texts = [await ask(loop, 'q'), await ask(loop, 'q'), await ask(loop, 'q')].map(({ text }) => text)
    expect(texts).toEqual(['a', 'b', 'a'])
    const echo = fakeProvider(({ messages }, index) => `${index}: ${messages.at(-1)?.content}`)
    expect((await ask(echo, 'hello')).text).toBe('0: hello')
    expect((await ask(echo, 'again')).text).toBe('1: again')
  })

  test('errors, by code or as they are, at once or after some pieces', async () => {
    const mine = new AiuError('quota', 'No credit left.')
    const fake = fakeProvider([
      { error: 'rate-limit' },
      { error: mine },
      { stream: ['a', 'b'], error: 'server' },
    ])
    expect((await failing(ask(fake, 'q'))).code).toBe('rate-limit')
    expect(await failing(ask(fake, 'q'))).toBe(mine)
    const broken = await failing(stream(fake, 'q').response)
    expect([broken.code, broken.partial?.text]).toEqual(['server', 'ab'])
  })

  test('a cut is an interruption with what had come', async () => {
    const fake = fakeProvider({ stream: ['a', 'b'], cutAfter: 1 }, { loop: true })
    const error = await failing(stream(fake, 'q').response)
    expect([error.code, error.partial?.text]).toEqual(['interrupted', 'a'])
    expect((await failing(ask(fake, 'q'))).code).toBe('interrupted')
  })

  test('tool calls, reasoning, refusal, sources', async () => {
    const fake = fakeProvider(
      [
        {
          toolCalls: [
            { name: 'weather', arguments: { city: 'Oslo' } },
            { name: 'time', id: 'mine' },
          ],
        },
        { reasoning: 'Hm. ', text: 'Yes.', sources: [{ url: 'https://example.com' }] },
        { refusal: 'No.' },
      ],
      { name: 'x' },
    )
    const { toolCalls, finishReason } = await stream(fake, 'q').response
    expect(finishReason).toBe('tool-calls')
    expect(toolCalls.map(({ id, name, arguments: text }) => [id, name, text])).toEqual([
      ['call_1', 'weather', '{"city":"Oslo"}'],
      ['mine', 'time', '{}'],
    ])
    expect((await ask(fake, 'q')).parts).toEqual([
      { type: 'reasoning', text: 'Hm. ' },
      { type: 'text', text: 'Yes.' },
      { type: 'source', url: 'https://example.com' },
    ])
    expect(await stream(fake, 'q').response).toMatchObject({
      text: '',
      parts: [{ type: 'refusal', text: 'No.' }],
    })
  })

  test('waits on the clock it was given', async () => {
    const clock = fakeClock()
    const fake = fakeProvider({ stream: ['a', 'b', 'c'], delayMs: 1000, everyMs: 100 }, { clock })
    const pieces: string[] = []
    const reading = (async () => {
      for await (const piece of stream(fake, 'q').textStream) pieces.push(piece)
    })()
    await clock.advance(999)
    expect(pieces).toEqual([])
    await clock.advance(1)
    await clock.advance(0)
    expect(pieces).toEqual(['a'])
    await clock.advance(200)
    await reading
    expect(pieces).toEqual(['a', 'b', 'c'])
    expect(clock.now).toBe(1200)
  })

  test('honors the signal before, while it waits, and between pieces', async () => {
    const clock = fakeClock()
    const reason = new Error('mine')
    const fake = fakeProvider({ stream: ['a', 'b'], delayMs: 10, everyMs: 10 }, { clock, loop: true })
    expect((await failing(ask(fake, 'q', { signal: AbortSignal.abort(reason) }))).cause).toBe(reason)
    const controller = new AbortController()
    const waiting = failing(ask(fake, 'q', { signal: controller.signal }))
    await clock.advance(0)
    expect(clock.waiting).toBe(1)
    controller.abort(reason)
    expect(await waiting).toMatchObject({ code: 'aborted', cause: reason })
    expect(clock.waiting).toBe(0)

    const later = new AbortController()
    const answer = stream(fake, 'q', { signal: later.signal })
    const broken = failing(answer.response)
    await clock.advance(10)
    later.abort(reason)
    expect(await broken).toMatchObject({ code: 'aborted', cause: reason, partial: { text: 'a' } })
    expect(clock.waiting).toBe(0)
  })

  test('embeds the same text the same way, similar texts similarly', async () => {
    const fake = fakeProvider([], { dimensions: 64 })
    const embed = async (...input: string[]) => (await fake.embed({ input })).embeddings
    const [cat, cats, tax] = await embed('the black cat', 'the black cats', 'income tax law')
    const [again] = await embed('the black cat')
    const dot = (a: readonly number[] = [], b: readonly number[] = []): number =>
      a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
    expect(again).toEqual(cat)
    expect(dot(cat, cat)).toBeCloseTo(1)
    expect(dot(cat, cats)).toBeGreaterThan(dot(cat, tax))
    expect((await embed(''))[0]).toHaveLength(64)
    expect((await fake.embed({ input: ['a'], dimensions: 3 })).embeddings[0]).toHaveLength(3)
    expect((await fake.listModels({})).models).toEqual([{ id: 'fake-1' }])
  })
})
