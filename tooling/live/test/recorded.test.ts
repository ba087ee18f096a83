import { embed, isAiuError, listModels } from '@aiu/core'
import { type Pace, plainOutcome, replayFetch, seededCuts } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { expectedOf } from '../src/record/expected-of.ts'
import { leftIn } from '../src/record/redact.ts'
import { type Outcome, outcomeOf } from './support/outcome-of.ts'
import { providersOf } from './support/providers.ts'
import { type RecordedCase, recorded } from './support/recorded.ts'

const all = recorded()
const CHATS = ['chat', 'responses', 'ollama-chat'] as const
const chats = all.filter(({ api }) => CHATS.includes(api as (typeof CHATS)[number]))

const paces = ({ reply: { body } }: RecordedCase): readonly (readonly [string, Pace])[] => [
  ['whole', 'whole'],
  ['byte by byte', 'bytes'],
  ...[1, 2, 3].map((seed) => [`random cuts ${seed}`, seededCuts(body.length, 20, seed)] as const),
]

/** In our words, what a vendor's word for the end means. */
const FINISH: Readonly<Record<string, string>> = { stop: 'stop', length: 'length', completed: 'stop' }

describe('what is recorded', () => {
  test('there is something of each server and each API', () => {
    for (const server of ['ollama-', 'llama-server-'])
      expect(all.filter(({ id }) => id.startsWith(server)).length).toBeGreaterThan(20)
    for (const api of [...CHATS, 'embeddings', 'models', 'ollama-embed', 'ollama-meta'])
      expect(all.map((one) => one.api)).toContain(api)
  })

  test.each(all)('$id holds what it says, and nothing of a machine', ({ api, reply, expected }) => {
    const { stream } = expected
    const told = expectedOf(api, reply.body, { stream, status: reply.status ?? 200 })
    expect(JSON.parse(JSON.stringify(told))).toEqual(expected)
    expect(leftIn(new TextDecoder().decode(reply.body))).toBeUndefined()
  })
})

describe.each(chats)('$id', (one) => {
  const { reply, expected, api, id } = one
  describe.each(providersOf(id, api))('$name', ({ make }) => {
    test.each(paces(one))('%s', async (_, pace) => {
      const outcome = await outcomeOf(make(replayFetch(reply, { pace })), expected.stream)
      if (expected.error) expectError(one, outcome)
      else expectAnswer(one, outcome)
    })

    if (!expected.error)
      test('cut before its end', async () => {
        for (const cutAt of cutsOf(one)) {
          const outcome = await outcomeOf(make(replayFetch(reply, { cutAt })), expected.stream)
          expectCut(one, cutAt, outcome)
        }
      })
  })
})

function expectAnswer({ expected }: RecordedCase, { error, usage, ...outcome }: Outcome): void {
  expect(error).toBeUndefined()
  expect(outcome).toMatchObject({
    text: expected.text,
    reasoning: expected.reasoning ?? '',
    toolCalls: expected.toolCalls ?? [],
    rawFinishReason: expected.finishReason,
    finishReason: FINISH[expected.finishReason ?? ''] ?? 'other',
  })
  const { total: _, ...told } = expected.usage ?? {}
  expect(usage).toEqual(expected.usage && told)
}

function expectError({ reply: { status }, expected }: RecordedCase, { error }: Outcome): void {
  expect(error?.message).toContain(expected.error?.message?.slice(0, 100))
  expect(error?.hint).toMatch(/\w/)
  expect(error?.status).toBe(status)
  expect(error?.code).toBe(status === 404 ? 'not-found' : (status ?? 0) > 499 ? 'server' : 'bad-request')
}

/** Before the event that completes the answer, and inside it; of a JSON body, anywhere. */
function cutsOf({ reply: { body }, expected, api }: RecordedCase): readonly number[] {
  if (!expected.stream) {
    const { length } = new TextDecoder().decode(body).trimEnd()
    return [0, 1, Math.floor(length / 2), length - 1]
  }
  const { start = 0, end = 0 } = plainOutcome(body, { stream: true, api: chatOf(api) }).ending ?? {}
  return [start, start + 3, Math.floor((start + end) / 2)]
}

function expectCut({ reply, expected, api }: RecordedCase, cutAt: number, { error, ...got }: Outcome): void {
  const codes = expected.stream ? ['interrupted'] : ['malformed', 'interrupted']
  expect(codes, `cut at ${cutAt}`).toContain(error?.code)
  if (!expected.stream) return
  const { text } = plainOutcome(reply.body.subarray(0, cutAt), { stream: true, api: chatOf(api) })
  expect(got, `cut at ${cutAt}`).toMatchObject({ text, toolCalls: [] })
}

const chatOf = (api: string): (typeof CHATS)[number] => CHATS.find((one) => one === api) ?? 'chat'

describe.each(all.filter(({ api }) => /embed/.test(api)))('$id', (one) => {
  const { reply, expected, api, id } = one
  describe.each(providersOf(id, api))('$name', ({ make }) => {
    test.each(paces(one))('%s', async (_, pace) => {
      const call = embed(make(replayFetch(reply, { pace })) as never, ['a', 'b'])
      if (expected.error) {
        const error: unknown = await call.catch((cause: unknown) => cause)
        if (!isAiuError(error)) throw error
        expect(error.message).toContain(expected.error.message)
        return
      }
      const { embeddings, usage } = await call
      expect(embeddings).toHaveLength(expected.count ?? 0)
      for (const vector of embeddings) expect(vector).toHaveLength(expected.dimensions ?? 0)
      for (const [at, value] of (expected.firstValues ?? []).entries())
        expect(embeddings[0]?.[at]).toBeCloseTo(value, 5)
      expect(usage?.inputTokens).toBe(expected.usage?.input)
    })
  })
})

describe.each(all.filter(({ api }) => api === 'models'))('$id', (one) => {
  describe.each(providersOf(one.id, one.api))('$name', ({ make }) => {
    test.each(paces(one))('%s', async (_, pace) => {
      const models = await listModels(make(replayFetch(one.reply, { pace })) as never)
      expect(models.map(({ id }) => id)).toEqual(one.expected.models)
    })
  })
})

/** Ollama's list takes two kinds of replies: which models there are, and what each can do. */
describe('ollama: the list, with what each model can do', () => {
  const reply = (id: string) => all.find((one) => one.id === id)?.reply ?? { body: '' }
  const [list, show] = [reply('ollama-list'), reply('ollama-show')]
  const [expected] = all.filter(({ id }) => id === 'ollama-show').map((one) => one.expected)

  test.each(['whole', 'bytes'] as const)('%s', async (pace) => {
    const fetch: typeof globalThis.fetch = (input, init) =>
      replayFetch(`${input instanceof Request ? input.url : input}`.endsWith('/api/show') ? show : list, {
        pace,
      })(input, init)
    const [provider] = providersOf('ollama-list', 'ollama-meta')
    const [model] = await listModels(provider?.make(fetch) as never)
    expect(model).toMatchObject({
      id: 'smollm2:latest',
      contextLength: expected?.contextLength,
      capabilities: expected?.capabilities,
    })
  })
})
