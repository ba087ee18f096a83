import { replayFetch } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { runCase } from '../support/run-case.ts'

const call = { index: 0, id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{}' } }
const usage = {
  prompt_tokens: 3,
  completion_tokens: 2,
  total_tokens: 5,
  prompt_tokens_details: { cached_tokens: 1 },
  completion_tokens_details: { reasoning_tokens: 1 },
  cost: 0.1,
}
const said = {
  role: 'assistant',
  content: [
    { type: 'text', text: 'Hello.' },
    { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
  ],
  reasoning_content: 'Hm.',
  reasoning: 'Hm.',
  refusal: 'No.',
  tool_calls: [call],
}
const reply = (message: object) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'example-1',
  choices: [{ index: 0, ...message, finish_reason: 'stop', usage }],
  usage,
  citations: ['https://example.com'],
  x_groq: { usage, error: null },
  error: null,
})

// What a field may hold that should hold something else.
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e300,
  '',
  'odd',
  [],
  [null],
  ['odd'],
  [[]],
  {},
  { odd: 1 },
  { text: 1 },
]

type Path = readonly (string | number)[]

/** Every place in a value, the innermost too. */
function places(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return [path, ...keys.flatMap((key) => places(Reflect.get(value, key), [...path, key]))]
}

function withOdd(value: unknown, [key, ...rest]: Path, odd: unknown): unknown {
  if (key === undefined) return odd
  const inner = withOdd(Reflect.get(value as object, key), rest, odd)
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? inner : one))
  return { ...(value as object), [key]: inner }
}

/** An answer of the right kinds, or a failure that is the server's and says so. */
async function settles(body: string, streamed: boolean): Promise<void> {
  const { response, error } = await runCase({ fetch: replayFetch({ body }) }, streamed)
  if (error) {
    expect(['malformed', 'server', 'bad-request', 'interrupted', 'quota', 'rate-limit']).toContain(error.code)
    expect(error.message).not.toMatch(/lost the connection|not a function|not iterable|Cannot read|\[object/)
    return
  }
  expect(typeof response?.text).toBe('string')
  for (const part of response?.parts ?? []) if ('text' in part) expect(typeof part.text).toBe('string')
  for (const { id, arguments: text } of response?.toolCalls ?? [])
    expect([typeof id, typeof text]).toEqual(['string', 'string'])
  const { source: _, ...figures } = response?.usage ?? { source: '' }
  for (const figure of Object.values(figures)) if (figure !== undefined) expect(figure).toBeTypeOf('number')
}

// Whatever stands where: the call settles as the server's fault or as an answer, never by a mistake of ours.
describe('any field of any kind', () => {
  const whole = reply({ message: said })
  test.each(places(whole).map((path) => [path.join('.') || 'all of it', path] as const))(
    'whole: %s',
    async (_, path) => {
      for (const odd of ODD) await settles(JSON.stringify(withOdd(whole, path, odd)), false)
    },
  )

  const chunk = reply({ delta: said })
  test.each(places(chunk).map((path) => [path.join('.') || 'all of it', path] as const))(
    'chunk: %s',
    async (_, path) => {
      for (const odd of ODD)
        await settles(`data: ${JSON.stringify(withOdd(chunk, path, odd))}\n\ndata: [DONE]\n\n`, true)
    },
  )
})
