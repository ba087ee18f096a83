import {
  chatCompletionsWire,
  groqWire,
  ollamaWire,
  type PlainReply,
  plainOutcome,
  responsesWire,
  type WireAnswer,
  type WireKit,
} from '@aiu/testing'
import { FAULTS, type FaultId, faultServer, variantsOf } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'

// `npm run test:long` tries all pairs.
const LONG = process.env.AIU_LONG === '1'

interface Spoken {
  readonly wire: WireKit
  readonly api: NonNullable<PlainReply['api']>
  readonly chat: string
  /** What it calls the ends of an answer. */
  readonly ends: Readonly<Record<string, string>>
}

const CHAT_ENDS = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
}
const COMPLETED = { stop: 'completed', 'tool-calls': 'completed' }
const CUT = { length: 'max_output_tokens', 'content-filter': 'content_filter' }

const SPOKEN: readonly Spoken[] = [
  { wire: chatCompletionsWire, api: 'chat', chat: '/chat/completions', ends: CHAT_ENDS },
  { wire: groqWire, api: 'chat', chat: '/chat/completions', ends: CHAT_ENDS },
  { wire: responsesWire, api: 'responses', chat: '/responses', ends: { ...COMPLETED, ...CUT } },
  {
    wire: ollamaWire,
    api: 'ollama-chat',
    chat: '/api/chat',
    ends: { stop: 'stop', 'tool-calls': 'stop', length: 'length' },
  },
]

const CALLS = [
  { id: 'call_a', name: 'weather', arguments: '{"city":"Oslo"}' },
  { id: 'call_b', name: 'time', arguments: '{}' },
]
const USAGE = { inputTokens: 3, outputTokens: 2 }

/** Everything that an answer may hold; a wire that has no word for one says so. */
const ANSWERS: readonly WireAnswer[] = [
  { text: ['Grüße, ', '東京 🗼'], finishReason: 'stop', usage: USAGE },
  { text: ['Hel', 'lo.'], finishReason: 'length' },
  { text: ['Hel'], finishReason: 'content-filter', usage: USAGE },
  { text: ['Hel', 'lo.'], finishReason: 'other', usage: USAGE },
  { text: ['Hello.'], reasoning: ['First, ', 'then.'], finishReason: 'stop', usage: USAGE },
  { text: [], refusal: 'I would rather not.', finishReason: 'stop', usage: USAGE },
  { text: [], toolCalls: CALLS, finishReason: 'tool-calls', usage: USAGE },
  { text: ['Let me look.'], reasoning: ['Hm.'], toolCalls: CALLS, finishReason: 'tool-calls', usage: USAGE },
]

describe.each(SPOKEN)('faultServer speaks $wire.name', ({ wire, api, chat, ends }) => {
  const ask = (baseURL: string, stream: boolean, signal?: AbortSignal): Promise<Response> =>
    fetch(baseURL + chat, {
      method: 'POST',
      headers: { authorization: 'Bearer test-key', 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [], input: [], stream }),
      redirect: 'manual',
      ...(signal && { signal }),
    })
  const read = async (baseURL: string, stream = true) =>
    plainOutcome(new Uint8Array(await (await ask(baseURL, stream)).arrayBuffer()), { stream, api })

  test.each(ANSWERS)('a plain reader finds in it what it says: $finishReason, $text', async (answer) => {
    const { text, reasoning = [], refusal = '', toolCalls = [], finishReason, usage } = answer
    const pieces = wire.stream(answer)
    expect(wire.whole?.(answer) === undefined).toBe(pieces === undefined)
    if (!pieces) {
      expect([wire.name, refusal ? 'refusal' : finishReason]).toEqual([
        'ollama',
        expect.stringMatching(/refusal|filter/),
      ])
      return
    }
    expect(pieces).toHaveLength(reasoning.length + text.length + (refusal ? 1 : 0) + toolCalls.length + 1)
    await using server = await faultServer({ wire })
    server.say(answer)
    for (const stream of [true, false]) {
      const outcome = await read(server.baseURL, stream)
      expect(outcome.error, `stream: ${stream}`).toBeUndefined()
      expect(outcome).toMatchObject({
        text: text.join(''),
        reasoning: reasoning.join(''),
        refusal,
        toolCalls,
        finishReason: ends[finishReason] ?? 'odd_reason',
        usage: usage ? { input: 3, output: 2 } : null,
        model: 'example-1',
      })
    }
    const early = pieces.slice(0, -1).join('')
    expect(plainOutcome(new TextEncoder().encode(early), { stream: true, api })).toMatchObject({
      text: text.join(''),
      toolCalls: [],
      usage: null,
      error: { kind: 'truncated' },
    })
  })

  test('embeds, lists, and knows no other path', async () => {
    await using server = await faultServer({ wire })
    const { baseURL } = server
    const [embed, models] = api === 'ollama-chat' ? ['/api/embed', '/api/tags'] : ['/embeddings', '/models']
    const body = JSON.stringify({ input: ['a', 'bbb'] })
    expect(await (await fetch(baseURL + embed, { method: 'POST', body })).text()).toMatch(
      /\[1,0,0\.5\].*\[3,1,0\.5\]/,
    )
    const listed = await (await fetch(`${baseURL + models}?limit=2`)).text()
    expect(listed).toMatch(/example-1.*example-2/)
    expect(listed.includes('8192')).toBe(api === 'chat')
    expect((await fetch(`${baseURL}/nothing`)).status).toBe(404)
    expect(await (await fetch(`${baseURL}/nothing`)).text()).toContain('No such path.')
  })

  test.each(['F28', 'F29'] as const)('%s a cut stream is cut', async (id) => {
    await using server = await faultServer({ wire })
    for (const variant of variantsOf(id, wire))
      expect(await read(server.at(id, variant)), variant).toMatchObject({
        text: expect.stringMatching(/^Hello\./),
        error: { kind: 'truncated' },
      })
  })

  test('F34, F35 the answer is the same however it ends and is sent', async () => {
    await using server = await faultServer({ wire })
    for (const id of ['F34', 'F35'] as const)
      for (const variant of variantsOf(id, wire))
        expect(await read(server.at(id, variant)), `${id} ${variant}`).toMatchObject({
          text: variant === 'bytes' ? 'Grüße, 東京 🗼' : 'Hello.',
          finishReason: ends.stop,
          usage: variant === 'no-usage' ? null : { input: 3, output: 2 },
        })
  })

  test('F17, F36 every shape of an error tells it', async () => {
    await using server = await faultServer({ wire })
    for (const variant of variantsOf('F36', wire)) {
      const outcome = await read(server.at('F36', variant))
      expect(outcome, variant).toMatchObject({
        text: 'Hel',
        error: { kind: 'told', message: 'The worker died.' },
      })
    }
    for (const variant of variantsOf('F17', wire))
      expect((await read(server.at('F17', variant), false)).error, variant).toMatchObject({
        kind: 'told',
        message: 'The model is overloaded.',
      })
  })

  test('F37 the calls of every variant', async () => {
    await using server = await faultServer({ wire })
    for (const variant of variantsOf('F37', wire)) {
      const { toolCalls, error, finishReason } = await read(server.at('F37', variant))
      if (variant.startsWith('cut')) expect([error?.kind, toolCalls], variant).toEqual(['truncated', []])
      else if (variant === 'many') expect(toolCalls).toHaveLength(10_000)
      else {
        const cities = variant === 'interleaved' ? ['Oslo', 'Rome'] : ['Oslo']
        const calls = toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])
        expect(calls, variant).toEqual(cities.map((city) => ['weather', { city }]))
        expect(
          toolCalls.every(({ id }) => (variant === 'no-id' ? !id : id)),
          variant,
        ).toBe(true)
        expect(finishReason, variant).toBe(ends['tool-calls'])
      }
    }
  })

  test('F66 the poison is in it, and the answer still there', async () => {
    await using server = await faultServer({ wire })
    for (const variant of ['reply', 'stream', 'arguments']) {
      const stream = variant !== 'reply'
      const text = await (await ask(server.at('F66', variant), stream)).text()
      expect(text, variant).toContain('"__proto__":{"polluted":true}')
      const { toolCalls, ...outcome } = plainOutcome(new TextEncoder().encode(text), { stream, api })
      expect(outcome.error, variant).toBeUndefined()
      if (variant === 'arguments') expect(toolCalls).toMatchObject([{ name: 'f' }])
      else expect(outcome.text).toBe('Hello.')
    }
    expect('polluted' in {}).toBe(false)
  })

  test('every fault can be met and left again, and the server lives on', { timeout: 120_000 }, async () => {
    await using server = await faultServer({ wire })
    for (const id of Object.keys(FAULTS) as FaultId[])
      await Promise.all(
        variantsOf(id, wire).map(async (variant) => {
          const signal = AbortSignal.timeout(LONG ? 100 : 20)
          await ask(server.at(id, variant || undefined), true, signal)
            .then(async (response) => {
              for await (const _ of response.body ?? []) if (signal.aborted) break
            })
            .catch(() => {})
        }),
      )
    await server.quiet()
    expect(await read(server.baseURL)).toMatchObject({ text: 'Hello.' })
  })
})

test("groq's stream has usage and the request's id in x_groq alone", async () => {
  const pieces = groqWire.stream({ text: ['Hel', 'lo.'], finishReason: 'stop', usage: USAGE }) ?? []
  expect(pieces[0]).toContain('"x_groq":{"id":"req_1"}')
  expect(pieces.at(-1)).toContain('"x_groq":{"id":"req_1","usage":{"prompt_tokens":3')
  expect(pieces.join('')).not.toMatch(/\],"usage"/)
  expect(groqWire.models?.([{ id: 'm', contextLength: 5 }])).toContain('"context_window":5')
})

test('ollama tells its version, what a model can do, and how far it has pulled one', async () => {
  await using server = await faultServer({ wire: ollamaWire })
  const post = (path: string, body: object): Promise<Response> =>
    fetch(server.baseURL + path, { method: 'POST', body: JSON.stringify(body) })
  expect(await (await fetch(`${server.baseURL}/api/version`)).json()).toEqual({ version: '0.24.0' })
  expect(await (await post('/api/show', { model: 'example-1' })).json()).toMatchObject({
    model_info: { 'general.architecture': 'example', 'example.context_length': 8192 },
    capabilities: ['completion', 'tools', 'vision'],
  })
  expect(await (await post('/api/show', { model: 'example-2' })).json()).toMatchObject({
    capabilities: ['completion'],
  })
  const pull = await post('/api/pull', { model: 'example-1' })
  expect(pull.headers.get('content-type')).toBe('application/x-ndjson')
  const lines = (await pull.text()).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).completed ?? 0)).toEqual([0, 0, 5e7, 98_363_007, 0, 0, 0])
  expect(lines.at(-1)).toBe('{"status":"success"}')
  expect(await (await post('/api/pull', { model: 'm', stream: false })).json()).toEqual({ status: 'success' })
  // A chat is a stream unless it says otherwise.
  expect((await post('/api/chat', {})).headers.get('content-type')).toBe('application/x-ndjson')
})
