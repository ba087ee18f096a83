import {
  AiuError,
  type AnyTool,
  type ChatEvent,
  type ChatRequest,
  isAiuError,
  runTools,
  type ToolContext,
  tool,
} from '@aiu/core'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { streaming, textEvents, usage } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { countTurns } from '../support/count-turns.ts'
import { failing } from '../support/failing.ts'
import { faucet } from '../support/faucet.ts'
import { listeners } from '../support/signals.ts'
import { settled } from '../support/turns.ts'

type Called = readonly [name: string, args: unknown]
/** An answer that calls these tools; text arguments go as they are. */
const calls = (...called: readonly Called[]): ChatEvent[] => [
  { type: 'start', model: 'm' },
  ...called.map(
    ([name, given], index): ChatEvent => ({
      type: 'tool-call',
      call: {
        type: 'tool-call',
        id: `c${index}`,
        name,
        arguments: typeof given === 'string' ? given : JSON.stringify(given),
      },
    }),
  ),
  { type: 'finish', finishReason: 'tool-calls', usage },
]
/** A model that answers one after another, then with "done". */
const model = (...answers: readonly ChatEvent[][]) =>
  streaming((_, index) => answers[index] ?? textEvents('do', 'ne'))

const double = tool({
  name: 'double',
  description: 'Twice the number',
  input: z.object({ n: z.number() }),
  run: ({ n }) => ({ twice: 2 * n }),
})
const told = (request: ChatRequest | undefined): unknown[] =>
  (request?.messages.filter(({ role }) => role === 'tool') ?? []).flatMap(({ content }) => [...content])

describe('a run', () => {
  test('without a call is an answer', async () => {
    const provider = model()
    const answer = await runTools(provider, 'q', [double]).response
    expect(answer).toMatchObject({ text: 'done', steps: [{ results: [] }], attempts: [{ outcome: 'done' }] })
    expect(provider.requests[0]?.tools).toMatchObject([
      {
        name: 'double',
        description: 'Twice the number',
        parameters: { type: 'object', properties: { n: { type: 'number' } } },
      },
    ])
  })

  test('goes on until the model calls no more: events of every step, usage and attempts of all', async () => {
    const provider = model(calls(['double', { n: 1 }]), calls(['double', { n: 2 }]))
    const run = runTools(provider, 'q', [double], { system: 's', temperature: 0 })
    const events = await collect(run)
    expect(events.map(({ type }) => type)).toEqual([
      ...['start', 'tool-call', 'finish'],
      ...['start', 'tool-call', 'finish'],
      ...['start', 'text', 'text', 'finish'],
    ])
    const answer = await run.response
    expect(answer).toMatchObject({
      text: 'done',
      usage: { inputTokens: 9, outputTokens: 6, source: 'provider' },
      attempts: [{ outcome: 'done' }, { outcome: 'done' }, { outcome: 'done' }],
      steps: [
        { response: { finishReason: 'tool-calls' }, results: [{ output: { twice: 2 }, isError: false }] },
        { results: [{ call: { name: 'double' }, output: { twice: 4 } }] },
        { response: { text: 'done' }, results: [] },
      ],
    })
    expect(provider.requests.every(({ temperature }) => temperature === 0)).toBe(true)
    expect(provider.requests.map(({ messages }) => messages.length)).toEqual([2, 4, 6])
    expect(new Set(provider.requests.map(({ callId }) => callId ?? '')).size).toBe(1)
    expect(provider.requests[0]?.callId).toMatch(/^[\d-]{20,}$/)
    expect(told(provider.requests[1])).toEqual([
      { type: 'tool-result', id: 'c0', name: 'double', output: { twice: 2 }, isError: false },
    ])
  })

  test('messages are ready to go on with', async () => {
    const history = [{ role: 'user', content: 'q' }] as const
    const { messages } = await runTools(model(calls(['double', { n: 1 }])), history, [double]).response
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant'])
    expect(history).toHaveLength(1)
    const next = model()
    await runTools(next, [...messages, { role: 'user', content: 'And?' }], [double]).response
    expect(next.requests[0]?.messages).toHaveLength(5)
  })

  test('calls of one answer run side by side; their results keep the order', async () => {
    const started: string[] = []
    const gate = Promise.withResolvers<void>()
    const wait = (name: string): AnyTool =>
      tool({
        name,
        input: z.object({}),
        async run() {
          started.push(name)
          if (started.length === 3) gate.resolve()
          await gate.promise
          return name
        },
      })
    const provider = model(calls(['a', {}], ['b', {}], ['c', {}]))
    await runTools(provider, 'q', ['a', 'b', 'c'].map(wait)).response
    expect(told(provider.requests[1])).toMatchObject([{ output: 'a' }, { output: 'b' }, { output: 'c' }])
  })

  test('a tool is told the signal, the call and the conversation', async () => {
    let context: ToolContext | undefined
    const look = tool({
      name: 'look',
      input: z.object({}),
      run: (_, given) => {
        context = given
      },
    })
    const provider = model(calls(['look', {}]))
    await runTools(provider, 'q', [look]).response
    expect(context).toMatchObject({
      call: { name: 'look' },
      messages: [{ role: 'user' }, { role: 'assistant' }],
    })
    expect(context?.signal.aborted).toBe(false)
    // A tool that gives nothing back gives null, which JSON has.
    expect(told(provider.requests[1])).toMatchObject([{ output: null, isError: false }])
  })

  test('what the schema makes of the arguments is the input', async () => {
    const seen: unknown[] = []
    const look = tool({
      name: 'look',
      input: z.object({ at: z.string().transform((text) => text.length), n: z.number().default(7) }),
      run: (input) => void seen.push(input),
    })
    await runTools(model(calls(['look', { at: 'four', extra: 1 }])), 'q', [look]).response
    expect(seen).toEqual([{ at: 4, n: 7 }])
  })

  test.each([[''], ['  ']])('arguments %j are none at all', async (given) => {
    const provider = model(calls(['now', given]))
    await runTools(provider, 'q', [tool({ name: 'now', input: z.object({}), run: () => 12 })]).response
    expect(told(provider.requests[1])).toMatchObject([{ output: 12 }])
  })

  test('F66 arguments with an inherited name pollute nothing', async () => {
    const seen: unknown[] = []
    const look = tool({ name: 'look', input: z.looseObject({}), run: (input) => void seen.push(input) })
    await runTools(model(calls(['look', '{"__proto__":{"polluted":1}}'])), 'q', [look]).response
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(seen).toHaveLength(1)
  })
})

describe('a call that fails is told to the model', () => {
  const buggy = tool({
    name: 'buggy',
    input: z.object({}),
    run: () => {
      throw new Error('out of paper')
    },
  })
  const rejecting = tool({ name: 'rejecting', input: z.object({}), run: () => Promise.reject('a word') })
  test.each<[string, Called, string]>([
    ['a tool that throws', ['buggy', {}], 'out of paper'],
    ['a tool that rejects', ['rejecting', {}], 'a word'],
    ['an unknown tool', ['triple', {}], 'There is no tool named triple.'],
    ['an unknown tool with an inherited name', ['toString', {}], 'There is no tool named toString.'],
    ['arguments that are no JSON', ['double', '{"n":'], 'not JSON'],
    ['arguments that do not fit', ['double', { n: 'one' }], 'number'],
  ])('%s', async (_, called, words) => {
    const provider = model(calls(called, ['double', { n: 1 }]))
    const answer = await runTools(provider, 'q', [double, buggy, rejecting]).response
    expect(answer.text).toBe('done')
    expect(told(provider.requests[1])).toMatchObject([
      { name: called[0], isError: true, output: expect.stringContaining(words) },
      { name: 'double', isError: false },
    ])
    expect(answer.steps[0]?.results.map(({ isError }) => isError)).toEqual([true, false])
  })

  test('or thrown, by option: the tool’s own error, and its fellows are stopped', async () => {
    let stopped: unknown
    const slow = tool({
      name: 'slow',
      input: z.object({}),
      run: (_, { signal }) =>
        new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => {
            stopped = signal.reason
            reject(signal.reason)
          }),
        ),
    })
    const provider = model(calls(['slow', {}], ['buggy', {}]))
    const run = runTools(provider, 'q', [slow, buggy], { onToolError: 'throw' })
    await expect(collect(run)).rejects.toThrow('out of paper')
    await expect(run.response).rejects.toThrow('out of paper')
    expect(stopped).toMatchObject({ message: 'out of paper' })
    expect(provider.requests).toHaveLength(1)
  })

  test('thrown: an error of ours has the attempts', async () => {
    const provider = model(calls(['triple', {}]))
    const error = await failing(runTools(provider, 'q', [], { onToolError: 'throw' }).response)
    expect(error).toMatchObject({ code: 'invalid-output', attempts: [{ outcome: 'done' }] })
  })
})

describe('steps', () => {
  const forever = () => streaming(() => calls(['double', { n: 1 }]))
  test('are at most maxSteps', async () => {
    const provider = forever()
    const error = await failing(runTools(provider, 'q', [double], { maxSteps: 3 }).response)
    expect(error).toMatchObject({ code: 'limit', hint: 'Raise maxSteps.' })
    expect(error.attempts).toHaveLength(3)
    expect(error.message).toContain('3 steps')
    expect(provider.requests).toHaveLength(3)
    expect(provider.requests[0]).not.toHaveProperty('maxSteps')
  })

  test('10 unless told', async () => {
    const provider = forever()
    expect((await failing(runTools(provider, 'q', [double]).response)).code).toBe('limit')
    expect(provider.requests).toHaveLength(10)
  })

  test('one is enough for an answer without calls', async () => {
    expect((await runTools(model(), 'q', [double], { maxSteps: 1 }).response).text).toBe('done')
  })

  test.each([[0], [-1], [Number.NaN]])('%d is refused', (maxSteps) => {
    expect(() => runTools(model(), 'q', [], { maxSteps })).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    )
  })
})

describe('reading', () => {
  test('nothing is sent before the first read', async () => {
    const provider = model()
    const { signal } = new AbortController()
    const run = runTools(provider, 'q', [double], { signal })
    await settled()
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
    await run.response
    expect([provider.requests.length, listeners(signal)]).toEqual([1, 0])
  })

  test('the response and a loop side by side', async () => {
    const run = runTools(model(calls(['double', { n: 1 }])), 'q', [double])
    const [answer, events] = await Promise.all([run.response, collect(run)])
    expect([answer.text, events.length]).toEqual(['done', 7])
  })

  test('the response awaited within a loop: the loop goes on after it', async () => {
    const run = runTools(model(calls(['double', { n: 1 }])), 'q', [double])
    const types: string[] = []
    for await (const { type } of run) {
      types.push(type)
      if (type === 'tool-call') expect((await run.response).text).toBe('done')
    }
    expect(types).toEqual(['start', 'tool-call', 'finish', 'start', 'text', 'text', 'finish'])
  })

  test('the response taken first: a loop that begins later still has every event', async () => {
    const run = runTools(model(), 'q', [double])
    const { response } = run
    await settled()
    expect((await collect(run)).map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish'])
    expect((await response).text).toBe('done')
  })

  test('a bad prompt is told as the run begins', async () => {
    expect((await failing(runTools(model(), '', [double]).response)).code).toBe('invalid-request')
  })

  test('a step that fails: what had come of it, and the attempts of all', async () => {
    const provider = streaming((_, index) =>
      index ? [{ type: 'text', text: 'half' }, new AiuError('server', 'Down.')] : calls(['double', { n: 1 }]),
    )
    const run = runTools(provider, 'q', [double])
    const error = await failing(run.response)
    expect(error).toMatchObject({
      code: 'server',
      partial: { text: 'half' },
      attempts: [{ outcome: 'done' }, { outcome: 'failed' }],
    })
  })
})

describe('ending it early', () => {
  /** A tool that never ends and knows of no signal. */
  const deaf = (started: () => void): AnyTool =>
    tool({
      name: 'deaf',
      input: z.object({}),
      run: () => {
        started()
        return new Promise<never>(() => {})
      },
    })

  test('abort while a tool runs that ignores its signal: rejects within 50 ms', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const begun = Promise.withResolvers<void>()
    const run = runTools(model(calls(['deaf', {}])), 'q', [deaf(begun.resolve)], { signal })
    const response = failing(run.response)
    await begun.promise
    const reason = new Error('mine')
    const turns = countTurns()
    controller.abort(reason)
    expect(await response).toMatchObject({ code: 'aborted', cause: reason, attempts: [{ outcome: 'done' }] })
    expect(turns()).toBeLessThan(5)
    expect(listeners(signal)).toBe(0)
  })

  test('abort with one of our errors as reason', async () => {
    const controller = new AbortController()
    const begun = Promise.withResolvers<void>()
    const run = runTools(model(calls(['deaf', {}])), 'q', [deaf(begun.resolve)], {
      signal: controller.signal,
    })
    const response = failing(run.response)
    await begun.promise
    controller.abort(new AiuError('timeout', 'Too late.'))
    expect(await response).toMatchObject({ code: 'timeout', message: 'Too late.' })
  })

  test('cancel while a tool runs', async () => {
    const begun = Promise.withResolvers<void>()
    const run = runTools(model(calls(['deaf', {}])), 'q', [deaf(begun.resolve)])
    const loop = failing(collect(run))
    await begun.promise
    run.cancel('enough')
    expect(await loop).toMatchObject({ code: 'aborted', cause: 'enough' })
    expect(await failing(run.response)).toMatchObject({ code: 'aborted' })
  })

  test('cancel before the first read: nothing is sent', async () => {
    const provider = model()
    const run = runTools(provider, 'q', [double])
    run.cancel()
    expect((await failing(run.response)).code).toBe('aborted')
    expect((await failing(collect(run))).code).toBe('aborted')
    expect(provider.requests).toHaveLength(0)
  })

  test('cancel between two reads: the response rejects without a further one', async () => {
    const provider = faucet()
    const run = runTools(provider, 'q', [double])
    provider.push({ type: 'text', text: 'a' })
    for await (const _ of run) {
      run.cancel('enough')
      expect(await failing(run.response)).toMatchObject({
        code: 'aborted',
        cause: 'enough',
        partial: { text: 'a' },
      })
      break
    }
    expect(provider.closed).toBe(1)
  })

  test('break: the response rejects with what had come and the attempts of all steps', async () => {
    const provider = streaming((_, index) => (index ? textEvents('a', 'b') : calls(['double', { n: 1 }])))
    const { signal } = new AbortController()
    const run = runTools(provider, 'q', [double], { signal })
    for await (const event of run) if (event.type === 'text') break
    expect(await failing(run.response)).toMatchObject({
      code: 'aborted',
      partial: { text: 'a' },
      attempts: [{ outcome: 'done' }, { outcome: 'aborted' }],
    })
    await settled()
    expect([provider.closed, listeners(signal)]).toEqual([1, 0])
  })

  test('break at an answer that calls tools: they are not run', async () => {
    let ran = 0
    const count = tool({ name: 'count', input: z.object({}), run: () => ++ran })
    const run = runTools(model(calls(['count', {}])), 'q', [count])
    for await (const { type } of run) if (type === 'finish') break
    expect((await failing(run.response)).code).toBe('aborted')
    expect(ran).toBe(0)
  })

  test('cancel after the end: no effect', async () => {
    const run = runTools(model(), 'q', [double])
    await collect(run)
    run.cancel()
    expect((await run.response).text).toBe('done')
  })

  test('a signal that fired before: nothing is sent', async () => {
    const provider = model()
    const signal = AbortSignal.abort()
    expect((await failing(runTools(provider, 'q', [], { signal }).response)).code).toBe('aborted')
    expect([provider.requests.length, listeners(signal)]).toEqual([0, 0])
  })

  test('never an unhandled rejection', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', note)
    try {
      const failed = () => runTools(streaming([new AiuError('server', 'Down.')]), 'q', [double])
      void failed().response
      await collect(failed()).catch((error) => expect(isAiuError(error, 'server')).toBe(true))
      const left = runTools(model(), 'q', [double])
      for await (const _ of left) break
      failed().cancel()
      const late = tool({
        name: 'late',
        input: z.object({}),
        run: (_, { signal }) =>
          new Promise<never>((_, reject) =>
            signal.addEventListener('abort', () => setTimeout(() => reject(new Error('late')), 1)),
          ),
      })
      const canceled = runTools(model(calls(['late', {}])), 'q', [late])
      void canceled.response
      await settled()
      canceled.cancel()
      await new Promise((resolve) => setTimeout(resolve, 10))
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', note)
    }
  })
})
