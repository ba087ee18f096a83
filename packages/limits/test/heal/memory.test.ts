import { type AiuError, ask, type CapabilityMemory, embed, wrap } from '@aiu/core'
import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import Keyv from 'keyv'
import { expect, test } from 'vitest'
import { capabilityMemory, heal } from '../../src/index.ts'
import { type Body, bodiesOf, quirkyServer } from '../support.ts'

const refuse = ({ model, max_tokens, seed, temperature }: Body): string | undefined => {
  if (model === 'plain') return undefined
  if (max_tokens) return "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
  if (seed !== undefined) return 'Unrecognized request argument supplied: seed'
  return temperature === undefined ? undefined : "'temperature' is not supported"
}
const OPTIONS = { seed: 1, temperature: 0, maxTokens: 9 } as const

const begin = async (memory?: CapabilityMemory) => {
  const server = await quirkyServer(refuse)
  const provider = (scope?: string) =>
    wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm', scope }), heal(memory))
  return { server, provider }
}

test('several parameters are healed one by one, remembered, and warned of each time', async () => {
  const { server, provider } = await begin()
  const healing = provider()
  const first = await ask(healing, 'Hello', OPTIONS)
  expect(server.requests).toHaveLength(4)
  expect(first.attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'done'])
  const said = [
    `127.0.0.1 does not take max_tokens for m; it was sent as max_completion_tokens.`,
    `127.0.0.1 does not take seed for m; it was left out.`,
    `127.0.0.1 does not take temperature for m; it was left out.`,
  ]
  expect(first.warnings.map(({ message }) => message.replace(/:\d+/, ''))).toEqual(said)
  const second = await ask(healing, 'Hello', OPTIONS)
  expect(server.requests).toHaveLength(5)
  expect(second.warnings).toEqual(first.warnings)
  expect(bodiesOf(server)[4]).toMatchObject({ max_completion_tokens: 9 })
  const third = await ask(healing, 'Hello')
  expect(third.warnings).toEqual([])
})

test('of one model, address and scope alone', async () => {
  const memory = capabilityMemory()
  const { server, provider } = await begin(memory)
  await ask(provider(), 'Hello', OPTIONS)
  await ask(provider('eu'), 'Hello', { seed: 1 })
  const plain = await ask(provider(), 'Hello', { ...OPTIONS, model: 'plain' })
  expect(plain.warnings).toEqual([])
  expect(bodiesOf(server).at(-1)).toMatchObject({ seed: 1, temperature: 0, max_tokens: 9 })
  expect(memory.toJSON()).toEqual({
    [`${server.baseURL} m`]: { max_tokens: 'max_completion_tokens', seed: '', temperature: '' },
    [`${server.baseURL} eu m`]: { seed: '' },
  })
})

test('what was learned goes to another process as JSON', async () => {
  const memory = capabilityMemory()
  const { server, provider } = await begin(memory)
  await ask(provider(), 'Hello', OPTIONS)
  const text = JSON.stringify(memory)
  for (const given of [text, JSON.parse(text) as object]) {
    const before = server.requests.length
    const elsewhere = wrap(
      openaiCompatible({ baseURL: server.baseURL, model: 'm' }),
      heal(capabilityMemory(given)),
    )
    expect((await ask(elsewhere, 'Hello', OPTIONS)).warnings).toHaveLength(3)
    expect(server.requests).toHaveLength(before + 1)
  }
})

test.each([
  ['a Map', () => new Map<string, unknown>()],
  ['a Keyv', () => new Keyv()],
])('%s is a memory', async (_, make) => {
  const memory = make()
  const { server, provider } = await begin(memory)
  await ask(provider(), 'Hello', OPTIONS)
  await ask(provider(), 'Hello', OPTIONS)
  expect(server.requests).toHaveLength(5)
})

test('what two have learned is put together', async () => {
  const memory = new Map<string, unknown>()
  const { server, provider } = await begin(memory)
  const [one, other] = [provider(), provider()]
  await ask(one, 'Hello')
  await ask(other, 'Hello')
  await ask(one, 'Hello', { seed: 1 })
  await ask(other, 'Hello', { temperature: 0 })
  expect([...memory.values()]).toEqual([{ seed: '', temperature: '' }])
  expect(server.requests).toHaveLength(6)
})

const fails = (): never => {
  throw new Error('The memory is gone.')
}
const BROKEN: readonly (readonly [string, CapabilityMemory])[] = [
  ['throws', { get: fails, set: fails }],
  ['rejects', { get: async () => fails(), set: async () => fails() }],
  ['hangs', { get: () => new Promise(() => {}), set: () => new Promise(() => {}) }],
  ['holds a string', { get: () => 'seed', set: () => {} }],
  ['holds null', { get: () => null, set: () => {} }],
  ['holds a list', { get: () => [['seed', '']], set: () => {} }],
  [
    'holds what is not ours',
    { get: () => ({ seed: { to: 1 }, messages: '', model: 'x', ['__proto__']: 'a' }), set: () => {} },
  ],
]
test.each(BROKEN)('a memory that %s is done without', async (_, memory) => {
  const { server, provider } = await begin(memory)
  const healing = provider()
  const from = loopNow()
  expect((await ask(healing, 'Hello', OPTIONS)).text).toBe('fine')
  expect(loopNow() - from).toBeLessThan(1_000)
  const again = loopNow()
  expect((await ask(healing, 'Hello', OPTIONS)).warnings).toHaveLength(3)
  expect(loopNow() - again).toBeLessThan(90)
  expect(server.requests).toHaveLength(5)
})

test.each(['{"cut', '7', 'null', '[]', '{"a":1}'])('%s is no memory, and does no harm', async (text) => {
  const { provider } = await begin(capabilityMemory(text))
  expect((await ask(provider(), 'Hello', OPTIONS)).text).toBe('fine')
})

test('an abort while the memory is slow ends the call', async () => {
  const { server, provider } = await begin({ get: () => new Promise(() => {}), set: () => {} })
  const controller = new AbortController()
  const answer = ask(provider(), 'Hello', { signal: controller.signal })
  const from = loopNow()
  controller.abort()
  await expect(answer).rejects.toMatchObject({ code: 'aborted' })
  expect(loopNow() - from).toBeLessThan(50)
  expect(server.requests).toHaveLength(0)
})

test('a reader who leaves while the memory is slow leaves for good', async () => {
  let tell = (_known: object): void => {}
  const get = () =>
    new Promise<object>((resolve) => {
      tell = resolve
    })
  const { server, provider } = await begin({ get, set: () => {} })
  const events = provider()
    .stream({ messages: [{ role: 'user', content: 'Hello' }] })
    [Symbol.asyncIterator]()
  const read = events.next().catch((error: AiuError) => error.code)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await events.return?.()
  tell({})
  expect(await read).toBe('aborted')
  expect(server.requests).toHaveLength(0)
})

test('an abort between two askings ends the call', async () => {
  const controller = new AbortController()
  const server = await quirkyServer(() => {
    controller.abort()
    return 'seed is not supported'
  })
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal())
  await expect(ask(provider, 'Hello', { seed: 1, signal: controller.signal })).rejects.toMatchObject({
    code: 'aborted',
  })
  expect(server.requests).toHaveLength(1)
})

test('of a hundred calls at once each fails once at most, and one writes it down', async () => {
  let written = 0
  const kept = new Map<string, unknown>()
  const memory = {
    get: (key: string) => kept.get(key),
    set(key: string, value: unknown) {
      written++
      kept.set(key, value)
    },
  }
  const { server, provider } = await begin(memory)
  const healing = provider()
  const hundred = () => Promise.all(Array.from({ length: 100 }, () => ask(healing, 'Hello', { seed: 1 })))
  await hundred()
  expect(server.requests.length).toBeLessThanOrEqual(200)
  const before = server.requests.length
  await hundred()
  expect(server.requests).toHaveLength(before + 100)
  expect(written).toBe(1)
})

test('a value that is refused says nothing of other values', async () => {
  const server = await quirkyServer(({ reasoning_effort: effort }) =>
    effort === 'minimal'
      ? "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low' and 'high'."
      : undefined,
  )
  const provider = wrap(openaiCompatible({ baseURL: server.baseURL, model: 'm' }), heal())
  await ask(provider, 'Hello', { reasoning: 'minimal' })
  await ask(provider, 'Hello', { reasoning: 'minimal' })
  const high = await ask(provider, 'Hello', { reasoning: 'high' })
  expect(high.warnings).toEqual([])
  expect(bodiesOf(server).map((body) => body.reasoning_effort)).toEqual([
    'minimal',
    undefined,
    undefined,
    'high',
  ])
})

test("the caller's own adapt comes first", async () => {
  const { server, provider } = await begin()
  await ask(provider(), 'Hello', { adapt: (body) => ({ ...body, seed: 5, top_k: 3 }) })
  expect(bodiesOf(server).map(({ seed, top_k }) => [seed, top_k])).toEqual([
    [5, 3],
    [undefined, 3],
  ])
})

test('embeddings are healed too', async () => {
  const server = await quirkyServer(({ dimensions, encoding_format: format }) =>
    dimensions
      ? 'This model does not support specifying dimensions.'
      : format
        ? "Unknown parameter: 'encoding_format'."
        : undefined,
  )
  const provider = wrap(openaiCompatibleEmbeddings({ baseURL: server.baseURL, model: 'e' }), heal())
  const { embeddings, warnings } = await embed(provider, ['one', 'three'], { dimensions: 2 })
  expect(embeddings).toEqual([[3], [5]])
  expect(warnings).toHaveLength(2)
})

test('around providers made of others it is refused', async () => {
  const { provider } = await begin()
  const made = wrap(
    { ...openaiCompatible({ baseURL: 'http://127.0.0.1:1', model: 'm' }), members: [provider()] },
    heal(),
  )
  await expect(ask(made, 'Hello')).rejects.toMatchObject({ code: 'configuration' })
})
