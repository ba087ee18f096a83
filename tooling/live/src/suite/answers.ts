import { type AnyProvider, ask, askJson, type Message, type SchemaPair, stream, streamJson } from '@aiu/core'
import { expect, test } from 'vitest'
import type { Traits } from './traits.ts'

const COLORS = ['red', 'green', 'blue']

/** `{ color, warm }`, which even a small model can fill in when it is held to it. */
const COLOR: SchemaPair<{ color: string; warm: boolean }> = {
  schema: {
    '~standard': {
      version: 1,
      vendor: 'live',
      validate: (value: unknown) => {
        const { color, warm } = (value ?? {}) as { color?: string; warm?: boolean }
        return color !== undefined && COLORS.includes(color) && typeof warm === 'boolean'
          ? { value: { color, warm } }
          : { issues: [{ message: 'must be { color, warm }' }] }
      },
    },
  },
  jsonSchema: {
    type: 'object',
    properties: { color: { type: 'string', enum: COLORS }, warm: { type: 'boolean' } },
    required: ['color', 'warm'],
    additionalProperties: false,
  },
}

const number = expect.any(Number)

/** What an answer looks like, whole and as a stream. */
export function answers(
  provider: AnyProvider,
  { model, fewest = 4, room = 0, cutsUnsaid, schemasIgnored }: Traits,
): void {
  const short = { maxTokens: Math.max(24, fewest) + room }

  test('a whole answer has text, usage, model and timing', async () => {
    const answer = await ask(provider, 'Say hello.', short)
    expect(answer.text).toMatch(/\S/)
    expect(answer.usage).toMatchObject({ inputTokens: number, outputTokens: number, source: 'provider' })
    expect(answer.usage?.inputTokens).toBeGreaterThan(0)
    expect(answer.usage?.outputTokens).toBeGreaterThan(0)
    expect(answer.model).toContain(model.split(':')[0])
    expect(['stop', 'length']).toContain(answer.finishReason)
    expect(answer.attempts).toMatchObject([{ outcome: 'done', operation: 'chat' }])
    expect(answer.warnings).toEqual([])
  })

  test('a stream has the same, in pieces', async () => {
    const answer = stream(provider, 'Count from one to ten.', short)
    const types: string[] = []
    let text = ''
    for await (const event of answer) {
      types.push(event.type)
      if (event.type === 'text') text += event.text
    }
    const response = await answer.response
    expect(types[0]).toBe('start')
    expect(types.at(-1)).toBe('finish')
    expect(types.filter((type) => type === 'text').length).toBeGreaterThan(1)
    expect(response.text).toBe(text)
    expect(response.usage).toMatchObject({ inputTokens: number, outputTokens: number, source: 'provider' })
    expect(response.model).toContain(model.split(':')[0])
    expect(response.timing.firstTokenMs).toBeLessThanOrEqual(response.timing.totalMs)
    expect(response.attempts).toMatchObject([{ outcome: 'done', operation: 'stream' }])
  })

  test('an answer that is cut short ends as length, whole and as a stream', async (context) => {
    context.skip(cutsUnsaid !== undefined, cutsUnsaid)
    const prompt = 'Write a long story about the sea.'
    const whole = await ask(provider, prompt, { maxTokens: fewest })
    const pieces = await stream(provider, prompt, { maxTokens: fewest }).response
    for (const { finishReason, usage } of [whole, pieces]) {
      expect(finishReason).toBe('length')
      expect(usage?.outputTokens).toBeLessThanOrEqual(fewest)
    }
  })

  test('a system message and earlier turns reach the model', async () => {
    const history: Message[] = [{ role: 'user', content: 'Who wrote Faust?' }]
    const told = async (system: string) => ask(provider, history, { ...short, system })
    const brief = await told('You know all books.')
    const long = await told(`You know all books. ${'You never say more than you know. '.repeat(5)}`)
    history.push(brief.message, { role: 'user', content: 'And when?' })
    const second = await told('You know all books.')
    expect(second.text).toMatch(/\S/)
    const [a = 0, b = 0, c = 0] = [brief, long, second].map(({ usage }) => usage?.inputTokens)
    expect(b).toBeGreaterThan(a + 20)
    expect(c).toBeGreaterThan(a)
  })

  test('askJson: an answer that fits the schema', async (context) => {
    context.skip(schemasIgnored !== undefined, schemasIgnored)
    const { value, finishReason } = await askJson(provider, 'Pick a color, and say if it is warm.', COLOR)
    expect(COLORS).toContain(value.color)
    expect(finishReason).toBe('stop')
  })

  test('streamJson: the same, growing', async (context) => {
    context.skip(schemasIgnored !== undefined, schemasIgnored)
    const answer = streamJson(provider, 'Pick a color, and say if it is warm.', COLOR)
    let last: unknown
    for await (const partial of answer) last = partial
    const { value } = await answer.response
    expect(last).toEqual(value)
  })

  test('eight at once: each gets its own answer', async (context) => {
    context.skip(schemasIgnored !== undefined, schemasIgnored)
    const limit = { maxTokens: 64 + room }
    const asked = Array.from({ length: 8 }, (_, index) => `answer-${index}`)
    const told = await Promise.all(
      asked.map(async (id, index) => {
        const schema = {
          type: 'object',
          properties: { id: { type: 'string', enum: [id] } },
          required: ['id'],
          additionalProperties: false,
        }
        const output = { mode: 'schema', name: 'answer', schema, strict: true } as const
        const prompt = `Answer in JSON: the id is ${id}.`
        const { text } = await (index % 2
          ? stream(provider, prompt, { output, ...limit }).response
          : ask(provider, prompt, { output, ...limit }))
        return (JSON.parse(text) as { id: string }).id
      }),
    )
    expect(told).toEqual(asked)
  })
}
