import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type ChatOptions, createClient, type JsonSchema, type Message, type Provider } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Options = ChatOptions<Provider>

/** The keys that a question's answer was kept under. */
async function keysOf(
  prompt: string | readonly Message[],
  options: Options = {},
  endpoint = {},
): Promise<string[]> {
  const store = memoryStore()
  const layer = cache(store)
  const provider = { ...fakeProvider('a', { loop: true, baseURL: 'http://a.test' }), ...endpoint }
  await createClient(provider, layer).ask(prompt, options)
  await layer.settled()
  const keys: string[] = []
  for await (const [key] of store.within('default').entries()) keys.push(key)
  return keys
}
const keyOf = async (...given: Parameters<typeof keysOf>): Promise<string | undefined> =>
  (await keysOf(...given))[0]

/** The same value, with the names of its objects in another order, and some that are undefined. */
function shuffled(value: unknown, turn: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, turn))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const names = Object.keys(value)
  const all = (turn ? names.reverse() : names).map((name) => [name, shuffled((value as never)[name], turn)])
  return Object.fromEntries([...all, ['~none', undefined]])
}

const text = fc.string({ minLength: 1 }).filter((one) => one.trim() !== '')
const json = fc.jsonValue({ maxDepth: 3 })
/** Names that cannot be integers, which objects put first, and are no prototypes. */
const object = fc.dictionary(
  fc.string().map((name) => `n${name}`),
  json,
)
const question = fc.record(
  {
    messages: fc.array(
      fc.oneof(
        fc.record({ role: fc.constant('user' as const), content: text }),
        fc.record({
          role: fc.constant('user' as const),
          content: fc.array(fc.record({ type: fc.constant('text' as const), text }), {
            minLength: 1,
            maxLength: 2,
          }),
        }),
        fc.record({ role: fc.constant('assistant' as const), content: text }),
        fc.record({ role: fc.constant('system' as const), content: text }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    model: fc.stringMatching(/^[a-z0-9:./-]{1,9}$/),
    temperature: fc.constantFrom(0, 0.1, 0.5, 0.7),
    topP: fc.constantFrom(0, 0.5, 1),
    maxTokens: fc.integer({ min: 1, max: 9 }),
    seed: fc.integer({ min: 0, max: 9 }),
    stop: fc.array(text, { maxLength: 2 }),
    tools: fc.array(
      fc.record({ name: text, parameters: object, description: fc.option(text, { nil: undefined }) }),
      { maxLength: 2 },
    ),
    output: fc.record({ mode: fc.constant('schema' as const), schema: object }),
    extra: object,
  },
  { requiredKeys: ['messages'] },
)
type Question = Partial<Options> & { readonly messages: readonly Message[] }
const ofQuestion = ({ messages, ...options }: Question): Promise<string | undefined> =>
  keyOf(messages, options)

/** As much of a question as reaches the wire, in one form: the test's own idea of what is equal. */
function wireOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireOf)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, wireOf(one)]),
  )
}

describe('equal meaning, equal key', () => {
  test('whatever the order of the names, and with undefined fields', () =>
    fc.assert(
      fc.asyncProperty(question, fc.boolean(), async (asked, turn) => {
        const key = await ofQuestion(asked as Question)
        expect(key).toBeDefined()
        expect(await ofQuestion(shuffled(asked, turn) as Question)).toBe(key)
      }),
      { numRuns: 150 },
    ))

  test('two questions have one key just where the wire is the same', () =>
    fc.assert(
      fc.asyncProperty(question, question, async (one, other) => {
        const same = JSON.stringify(wireOf(one)) === JSON.stringify(wireOf(other))
        expect((await ofQuestion(one as Question)) === (await ofQuestion(other as Question))).toBe(same)
      }),
      { numRuns: 150 },
    ))

  test("a model that is named is the endpoint's own, if it is that one", async () => {
    expect(await keyOf('q', { model: 'fake-1' })).toBe(await keyOf('q'))
    expect(await keyOf('q', { model: 'fake-2' })).not.toBe(await keyOf('q'))
  })

  test('how the call is made is not in it', async () => {
    const key = await keyOf('q')
    const call: Options = {
      signal: new AbortController().signal,
      deadline: 1e12,
      callId: 'c',
      tags: { user: 'u' },
      cache: 'refresh',
      onAttempt() {},
      accept: () => true,
      adapt: (body) => body,
    }
    for (const [name, value] of Object.entries(call)) expect(await keyOf('q', { [name]: value })).toBe(key)
    expect(await keyOf('q', call)).toBe(key)
  })

  test('ask and stream have one', async () => {
    const provider = fakeProvider('a', { loop: true })
    const layer = cache(memoryStore())
    const ai = createClient(provider, layer)
    await ai.stream('q').response
    await ai.ask('q')
    await ai.stream('q', { system: 's' }).response
    await ai.ask([
      { role: 'system', content: 's' },
      { role: 'user', content: 'q' },
    ])
    expect(provider.calls).toHaveLength(2)
  })
})

describe('any change on the wire, another key', () => {
  const changed = (value: unknown): fc.Arbitrary<unknown> => {
    if (typeof value === 'string') return fc.constantFrom(`${value} `, `x${value}`, value.slice(0, -1))
    if (typeof value === 'number') return fc.constantFrom(value + 0.1, value - 1, -value - 1)
    if (typeof value === 'boolean') return fc.constant(!value)
    if (value === null) return fc.constantFrom(0, '', 'null', false)
    if (Array.isArray(value)) {
      const fewer = value.length ? [fc.constant(value.slice(1))] : []
      const inside = value.map((one, at) => changed(one).map((other) => value.with(at, other)))
      return fc.oneof(fc.constant([...value, 'more']), ...fewer, ...inside)
    }
    const names = Object.keys(value as object)
    const fields = value as Record<string, unknown>
    const inside = names.map((name) => changed(fields[name]).map((other) => ({ ...fields, [name]: other })))
    const fewer = names.map((name) =>
      fc.constant(Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name))),
    )
    return fc.oneof(fc.constant({ ...fields, more: 1 }), ...fewer, ...inside)
  }
  test('a value anywhere within tools, schema and extra', () =>
    fc.assert(
      fc.asyncProperty(
        object.chain((value) => fc.tuple(fc.constant(value), changed(value))),
        fc.constantFrom('extra', 'tools', 'output'),
        async ([value, other], field) => {
          fc.pre(JSON.stringify(wireOf(value)) !== JSON.stringify(wireOf(other)))
          const within = (one: unknown): Options =>
            field === 'extra'
              ? { extra: one as object }
              : field === 'tools'
                ? { tools: [{ name: 't', parameters: one as JsonSchema }] }
                : { output: { mode: 'schema', schema: one as JsonSchema } }
          // What is asked at a high temperature has no key.
          fc.pre(Number((value as never as Record<string, unknown>).temperature ?? 0) <= 0.7)
          expect(await keyOf('q', within(other))).not.toBe(await keyOf('q', within(value)))
        },
      ),
      { numRuns: 200 },
    ))

  const base: readonly Message[] = [
    { role: 'system', content: 's' },
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a' },
    { role: 'user', content: 'r' },
  ]
  const picture = (...bytes: number[]): Message[] => [
    { role: 'user', content: ['What is on it?', { type: 'image', data: Uint8Array.of(...bytes) }] },
  ]
  const cases: Readonly<Record<string, readonly Parameters<typeof keysOf>[]>> = {
    'a text': [['q'], ['q '], ['Q']],
    'half a surrogate pair': [['q\ud800'], ['q\ud801'], ['q\ufffd']],
    'what looks alike': [['1'], ['1;'], ['"1"'], ['[1]']],
    'a role': [[base], [base.with(2, { role: 'user', content: 'a' })]],
    'the order of messages': [[base], [[base[0], base[3], base[2], base[1]] as Message[]]],
    'one message or two': [[[{ role: 'user', content: ['ab'] }]], [[{ role: 'user', content: ['a', 'b'] }]]],
    'a text or its parts': [['q'], [[{ role: 'user', content: ['q'] }]]],
    'a byte of an image': [[picture(1, 2, 3)], [picture(1, 2, 4)], [picture(1, 2)], [picture()]],
    'an image by address': [
      [[{ role: 'user', content: [{ type: 'image', data: new URL('http://a.test/1') }] }]],
      [[{ role: 'user', content: [{ type: 'image', data: new URL('http://a.test/2') }] }]],
      [[{ role: 'user', content: ['http://a.test/1'] }]],
    ],
    "an image's type": [
      [[{ role: 'user', content: [{ type: 'image', data: Uint8Array.of(1), mediaType: 'image/png' }] }]],
      [[{ role: 'user', content: [{ type: 'image', data: Uint8Array.of(1), mediaType: 'image/jpeg' }] }]],
    ],
    'a temperature, of 0 too': [['q'], ['q', { temperature: 0 }], ['q', { temperature: 0.1 }]],
    'a number or its text': [
      ['q', { extra: { n: 1 } }],
      ['q', { extra: { n: '1' } }],
      ['q', { extra: { n: true } }],
    ],
    'nothing or null': [
      ['q', { extra: { n: null } }],
      ['q', { extra: {} }],
      ['q', { extra: { n: 'null' } }],
      ['q'],
    ],
    'a list or its items': [
      ['q', { stop: ['a', 'b'] }],
      ['q', { stop: ['b', 'a'] }],
      ['q', { stop: ['ab'] }],
    ],
    'a tool': [
      ['q', { tools: [{ name: 't', parameters: {} }] }],
      ['q', { tools: [{ name: 'u', parameters: {} }] }],
      ['q', { tools: [{ name: 't', parameters: {}, strict: true }] }],
      ['q', { tools: [{ name: 't', parameters: {} }], toolChoice: 'required' }],
    ],
    'the order of properties, which models answer in': [
      ['q', { output: { mode: 'schema', schema: { properties: { a: {}, b: {} } } } }],
      ['q', { output: { mode: 'schema', schema: { properties: { b: {}, a: {} } } } }],
    ],
    'a field that is not known here': [['q', { later: 1 } as Options], ['q', { later: 2 } as Options], ['q']],
    "the endpoint's name": [['q'], ['q', {}, { name: 'other' }]],
    "the endpoint's address": [
      ['q'],
      ['q', {}, { baseURL: 'http://b.test' }],
      ['q', {}, { baseURL: undefined }],
    ],
    "the endpoint's scope": [['q'], ['q', {}, { scope: 'org-1' }], ['q', {}, { scope: 'org-2' }]],
    "the endpoint's model": [['q'], ['q', {}, { defaultModel: 'other' }]],
    'a field that would pass for another endpoint': [
      ['q', { scope: 'org-1' } as Options],
      ['q', {}, { scope: 'org-1' }],
    ],
  }
  test.each(Object.entries(cases))('%s', async (_, asked) => {
    const keys = await Promise.all(asked.map((given) => keyOf(...given)))
    expect(keys.every(Boolean)).toBe(true)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('elsewhere, the order of names is nothing', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, required: ['a'] }
    const turned = { required: ['a'], properties: { a: { minLength: 1, type: 'string' } }, type: 'object' }
    const key = (one: object) => keyOf('q', { output: { mode: 'schema', schema: one as JsonSchema } })
    expect(await key(turned)).toBe(await key(schema))
  })

  test('ask and embed never meet', async () => {
    const provider = fakeProvider('a', { loop: true })
    const store = memoryStore()
    const layer = cache(store)
    const ai = createClient(provider, layer)
    await ai.ask('q')
    await ai.embed('q')
    await layer.settled()
    expect(store.statistics().entries).toBe(2)
  })
})

describe('outside this process', () => {
  test('the key is a hash, and what is kept holds no question', async () => {
    const kept = new Map<string, unknown>()
    const store = {
      get: (key: string) => kept.get(key),
      set: (key: string, value: unknown) => void kept.set(key, value),
      delete: (key: string) => kept.delete(key),
      clear: () => kept.clear(),
    }
    const layer = cache(store)
    const ai = createClient(fakeProvider('an answer', { baseURL: 'http://a.test', scope: 'org-1' }), layer)
    await ai.ask('a question of mine', { extra: { user: 'me' } })
    await layer.settled()
    const [[key, value] = []] = kept
    expect(key).toMatch(/^7:default:aiu1:[0-9a-f]{64}$/)
    expect(JSON.stringify(value)).toContain('an answer')
    expect(JSON.stringify(value)).not.toMatch(/question|mine|org-1|a\.test|"me"/)
  })
})
