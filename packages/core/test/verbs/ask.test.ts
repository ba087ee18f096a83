import { AiuError, type Attempt, ask, type ChatMessage, isAiuError, type Message, wrap } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { answering, textResult, usage } from '../support/answers.ts'
import { failing } from '../support/failing.ts'
import { listeners } from '../support/signals.ts'

describe('the response', () => {
  test('has its base', async () => {
    const warnings = [{ code: 'a', message: 'b' }]
    const before = Date.now()
    const response = await ask(
      answering(textResult('Hi', { model: 'model-1', id: 'id-1', warnings, headers: { date: 'x' } })),
      'q',
    )
    expect(response).toMatchObject({
      provider: 'fake',
      model: 'model-1',
      id: 'id-1',
      usage,
      warnings,
      headers: { date: 'x' },
      finishReason: 'stop',
    })
    expect(response.timing.totalMs).toBeGreaterThanOrEqual(0)
    expect(response.timing.firstTokenMs).toBeUndefined()
    expect(response.attempts).toEqual([
      {
        provider: 'fake',
        baseURL: 'http://fake.test/v1',
        scope: undefined,
        model: 'model-1',
        askedModel: 'model-0',
        operation: 'chat',
        startedAt: expect.any(Number),
        durationMs: expect.any(Number),
        firstTokenMs: undefined,
        outcome: 'done',
        usage,
        code: undefined,
      },
    ])
    expect(response.attempts[0]?.startedAt).toBeGreaterThanOrEqual(before - 1)
    expect(response.attempts[0]?.startedAt).toBeLessThanOrEqual(Date.now() + 1)
  })

  test('has text, tool calls and a message to go on with', async () => {
    const parts = [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'one ' },
      { type: 'tool-call', id: '1', name: 'clock', arguments: '{}' },
      { type: 'refusal', text: 'No.' },
      { type: 'text', text: 'two' },
    ] as const
    const response = await ask(answering({ parts, finishReason: 'tool-calls', rawFinishReason: 'x' }), 'q')
    expect(response).toMatchObject({
      text: 'one two',
      toolCalls: [parts[2]],
      message: { role: 'assistant', content: parts },
      finishReason: 'tool-calls',
      rawFinishReason: 'x',
    })
    expect(response.usage).toBeUndefined()
  })

  test.each([
    ['as the server says', { model: 'a' }, { model: 'b' }, 'b'],
    ['as asked for', { model: 'a' }, {}, 'a'],
    ['the default', {}, {}, 'model-0'],
  ])('names the model: %s', async (_, options, told, model) => {
    const response = await ask(answering(textResult('', told)), 'q', options)
    expect([response.model, response.attempts[0]?.model]).toEqual([model, model])
  })

  test('has warnings and a provider where the result leaves them open', async () => {
    const open = { ...textResult('x'), warnings: undefined, provider: undefined, model: undefined }
    expect(await ask(answering(open), 'q')).toMatchObject({
      warnings: [],
      provider: 'fake',
      model: 'model-0',
    })
  })
})

describe('onAttempt', () => {
  const broken = (error: unknown) => answering(() => Promise.reject(error))
  const told = async (provider: ReturnType<typeof answering>, signal?: AbortSignal): Promise<Attempt[]> => {
    const attempts: Attempt[] = []
    const onAttempt = (attempt: Attempt): void => void attempts.push(attempt)
    await ask(provider, 'q', { onAttempt, signal }).catch(() => {})
    return attempts
  }

  test('is told one attempt: done', async () => {
    expect(await told(answering('x'))).toMatchObject([{ outcome: 'done', code: undefined }])
  })
  test('failed, with its code', async () => {
    expect(await told(broken(new AiuError('quota', 'No credit.')))).toMatchObject([
      { outcome: 'failed', code: 'quota' },
    ])
  })
  test('cut', async () => {
    expect(await told(broken(new AiuError('interrupted', 'Cut.')))).toMatchObject([{ outcome: 'cut' }])
  })
  test('aborted', async () => {
    const controller = new AbortController()
    const provider = answering(({ signal }) => {
      controller.abort()
      signal?.throwIfAborted()
      return 'x'
    })
    expect(await told(provider, controller.signal)).toMatchObject([{ outcome: 'aborted', code: 'aborted' }])
  })
  test('changes nothing by throwing', async () => {
    const onAttempt = (): never => {
      throw new Error('a bug in the log')
    }
    const response = await ask(answering('x'), 'q', { onAttempt })
    expect([response.text, response.attempts.length]).toEqual(['x', 1])
    const error = await failing(ask(broken(new AiuError('quota', 'No credit.')), 'q', { onAttempt }))
    expect([error.code, error.attempts?.length]).toEqual(['quota', 1])
  })
})

describe('the signal', () => {
  test('keeps no listener of a call that has ended', async () => {
    const { signal } = new AbortController()
    const provider = answering((_, index) => (index % 2 ? 'x' : Promise.reject(new Error('no'))))
    await Promise.all(Array.from({ length: 50 }, () => ask(provider, 'q', { signal }).catch(() => {})))
    expect(provider.requests).toHaveLength(50)
    expect(listeners(signal)).toBe(0)
  })

  test('that fired before: nothing is sent', async () => {
    const provider = answering('x')
    const reason = new Error('mine')
    const signal = AbortSignal.abort(reason)
    const error = await failing(ask(provider, 'q', { signal }))
    expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', cause: reason })
    expect(error.attempts ?? []).toEqual([])
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
  })

  test.each([[undefined], ['a word'], [0], [null]])('its reason is the cause: %j', async (reason) => {
    const controller = new AbortController()
    const provider = answering(({ signal }) => {
      controller.abort(reason)
      signal?.throwIfAborted()
      return 'x'
    })
    const error = await failing(ask(provider, 'q', { signal: controller.signal }))
    expect(error.code).toBe('aborted')
    expect(error.cause).toBe(controller.signal.reason)
  })

  test('that fired: it was an abort, whatever the provider makes of it', async () => {
    const controller = new AbortController()
    const provider = answering(() => {
      controller.abort()
      throw new AiuError('connection', 'The socket was closed.')
    })
    const error = await failing(ask(provider, 'q', { signal: controller.signal }))
    expect([error.code, error.attempts?.[0]?.outcome]).toEqual(['aborted', 'aborted'])
  })

  test.each([
    ['bare', answering],
    ['wrapped', (given: Parameters<typeof answering>[0]) => wrap(answering(given))],
  ])('with one of our errors as reason: each call has an error of its own (%s)', async (_, make) => {
    const controller = new AbortController()
    const reason = new AiuError('timeout', 'Too late.', { hint: 'Be quick.' })
    const provider = make(
      ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    )
    const { signal } = controller
    const calls = [failing(ask(provider, 'one', { signal })), failing(ask(provider, 'two', { signal }))]
    controller.abort(reason)
    const [one, two] = await Promise.all(calls)
    for (const error of [one, two])
      expect(error).toMatchObject({
        code: 'timeout',
        name: 'ProviderTimeoutError',
        message: 'Too late.',
        hint: 'Be quick.',
        cause: reason,
        attempts: [{ outcome: 'failed', code: 'timeout' }],
      })
    expect(one).not.toBe(two)
    expect(one).not.toBe(reason)
    expect(reason.attempts).toBeUndefined()
  })
})

describe('failures', () => {
  test('an error of ours is thrown as it is', async () => {
    const mine = new AiuError('rate-limit', 'Wait.', { retryAfterMs: 5 })
    expect(
      await failing(
        ask(
          answering(() => Promise.reject(mine)),
          'q',
        ),
      ),
    ).toBe(mine)
    expect(mine.attempts).toMatchObject([{ outcome: 'failed', code: 'rate-limit' }])
  })

  test.each([
    ['thrown', new TypeError('x is not a function')],
    ['no error at all', 'a word'],
    ['nothing', undefined],
  ])('a foreign one is told as ours, with its cause: %s', async (_, cause) => {
    const error = await failing(
      ask(
        answering(() => Promise.reject(cause)),
        'q',
      ),
    )
    expect(error).toMatchObject({ code: 'malformed', provider: 'fake' })
    expect(error.message).toContain('fake')
    expect(error.cause).toBe(cause)
  })

  test.each([
    ['nothing', undefined],
    ['no parts', {}],
    ['parts that are none', { parts: 'x' }],
  ])('a provider that answers %s', async (_, answer) => {
    const error = await failing(ask(answering(answer as never), 'q'))
    expect([error.code, error.attempts?.length]).toEqual(['malformed', 1])
    expect(error.attempts?.[0]?.outcome).toBe('failed')
  })

  test('a provider that throws before it has a promise', async () => {
    const chat = (): never => {
      throw new Error('at once')
    }
    expect(await failing(ask({ ...answering('x'), chat }, 'q'))).toMatchObject({ code: 'malformed' })
  })
})

describe('what is sent', () => {
  const sent = async (
    prompt: Parameters<typeof ask>[1],
    options?: Parameters<typeof ask>[2],
  ): Promise<readonly ChatMessage[]> => {
    const provider = answering('x')
    await ask(provider, prompt, options)
    return provider.requests[0]?.messages ?? []
  }

  test('a text is a user message', async () => {
    expect(await sent('Hi')).toEqual([{ role: 'user', content: 'Hi' }])
  })

  test('system stands before the conversation', async () => {
    const history: Message[] = [
      { role: 'system', content: 'Second.' },
      { role: 'user', content: 'Hi' },
    ]
    expect(await sent(history, { system: 'First.' })).toEqual([
      { role: 'system', content: 'First.' },
      ...history,
    ])
    expect(history).toHaveLength(2)
  })

  test('strings among the parts are text parts', async () => {
    const picture = { type: 'image', data: new Uint8Array([1]) } as const
    expect(await sent([{ role: 'user', content: ['What is it?', picture] }])).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'What is it?' }, picture] },
    ])
  })

  test('options go with it, the signal is a call’s own', async () => {
    const provider = answering('x')
    const { signal } = new AbortController()
    const options = { model: 'm', temperature: 0, maxTokens: 1, tags: { a: 'b' }, extra: { c: 1 } }
    await ask(provider, 'q', { ...options, signal })
    expect(provider.requests[0]).toMatchObject(options)
    expect(provider.requests[0]).not.toHaveProperty('system')
    expect(provider.requests[0]?.signal).toBeInstanceOf(AbortSignal)
    expect(provider.requests[0]?.signal).not.toBe(signal)
  })

  test('what is asked for later does not change what was sent', async () => {
    const provider = answering('x')
    const history: Message[] = [{ role: 'user', content: 'Hi' }]
    const first = await ask(provider, history)
    history.push(first.message, { role: 'user', content: 'And?' })
    await ask(provider, history)
    expect(provider.requests.map(({ messages }) => messages.length)).toEqual([1, 3])
  })
})

describe('what is refused before anything is sent', () => {
  test.each([
    ['an empty text', '', {}, 'empty'],
    ['blanks', ' \n\t', {}, 'empty'],
    ['no messages', [], {}, 'no message'],
    ['no prompt', undefined, {}, 'no message'],
    ['a number', 5, {}, 'no message'],
    ['an empty message', [{ role: 'user', content: '' }], {}, 'empty'],
    ['a message without parts', [{ role: 'user', content: [] }], {}, 'empty'],
    ['a message without content', [{ role: 'user' }], {}, 'empty'],
    ['a message that is none', [null], {}, 'role'],
    ['a wrong role', [{ role: 'robot', content: 'Hi' }], {}, '"robot"'],
    ['a role that is an inherited name', [{ role: 'toString', content: 'Hi' }], {}, '"toString"'],
    ['a temperature below its range', 'q', { temperature: -0.1 }, 'temperature is -0.1'],
    ['a temperature above it', 'q', { temperature: 2.1 }, 'from 0 to 2'],
    ['a temperature that is no number', 'q', { temperature: Number.NaN }, 'temperature is NaN'],
    ['a topP above its range', 'q', { topP: 1.1 }, 'topP is 1.1'],
    ['no tokens', 'q', { maxTokens: 0 }, 'maxTokens is 0'],
    ['endless tokens', 'q', { maxTokens: Number.POSITIVE_INFINITY }, 'maxTokens is Infinity'],
    ['a seed that is no number', 'q', { seed: Number.NaN }, 'seed is NaN'],
    ['a line break in the model', 'q', { model: 'a\nb' }, 'line break'],
    ['F68 a header smuggled into the model', 'q', { model: 'a\r\nx: y' }, 'line break'],
  ])('%s', async (_, prompt, options, words) => {
    const provider = answering('x')
    const error = await failing(() => ask(provider, prompt as never, options))
    expect(error).toMatchObject({ code: 'invalid-request', name: 'InvalidRequestError' })
    expect(error.message).toContain(words)
    expect(error.attempts ?? []).toEqual([])
    expect(provider.requests).toHaveLength(0)
  })

  test.each([[{ temperature: 0 }], [{ temperature: 2 }], [{ topP: 0 }], [{ topP: 1 }], [{ maxTokens: 1 }]])(
    'not the edges: %j',
    async (options) => {
      expect((await ask(answering('x'), 'q', options)).text).toBe('x')
    },
  )

  test('it is rejected, not thrown', () => {
    const attempt = ask(answering('x'), '')
    expect(attempt).toBeInstanceOf(Promise)
    return expect(attempt).rejects.toSatisfy((error) => isAiuError(error, 'invalid-request'))
  })
})
