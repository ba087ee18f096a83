import { type AnyProvider, ask, isAiuError, type Message, type Prompt, type ToolSpec } from '@aiu/core'
import { OSLO } from '../../wire/wire-kit.ts'
import { must, same, show } from '../rule.ts'
import { inOrder, request } from './answers.ts'
import { type Bench, QUESTION, streamed } from './bench.ts'
import type { Check } from './check.ts'

const pixel = (): Uint8Array => Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 1, 2, 3, 250, 251, 252)
/** The same in base64, without its padding. */
const PIXEL = 'iVBORw0KGgoBAgP6+/w'

const weather: ToolSpec = {
  name: 'weather',
  description: 'Weather of a city-kx7',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string', description: 'its-name-kx7' } },
    required: ['city'],
    additionalProperties: false,
  },
}

/** Carried to the server, or refused as `unsupported` before anything is sent. True: it was carried. */
export async function carriedOrRefused(
  provider: AnyProvider,
  bench: Pick<Bench, 'fails'> & { readonly server?: Bench['server'] },
  prompt: Prompt,
  options: object,
): Promise<boolean> {
  const sent = bench.server?.requests.length ?? 0
  try {
    await ask(provider, prompt, options)
    return true
  } catch (error) {
    must(
      isAiuError(error, 'unsupported'),
      () => `It failed with ${show(error)}, not with the code unsupported.`,
    )
    const made = (bench.server?.requests.length ?? 0) - sent
    must(!made, 'It was refused after a request had been sent.')
    return false
  }
}

/** The last request holds each of these. */
const reached = ({ server }: Bench, ...words: readonly string[]): void => {
  const { text = '', path = '' } = server.requests.at(-1) ?? {}
  for (const word of words)
    must(text.includes(word) || path.includes(word), () => `${show(word)} did not reach the server.`)
}

/** What a question carries. */
export const requestChecks: readonly Check[] = [
  {
    name: 'the question reaches the server, and how it is asked does not',
    wants: 'every message and the model in the request, and no tag, call id or namespace',
    because: "what does not reach the model is another question, and labels are nobody else's business",
    async run(bench) {
      const provider = await bench.good()
      const prompt: Message[] = [
        { role: 'system', content: 'system-kx7' },
        { role: 'user', content: 'first-kx7' },
        { role: 'assistant', content: [{ type: 'text', text: 'reply-kx7' }] },
        { role: 'user', content: ['second-kx7', { type: 'text', text: 'third-kx7' }] },
      ]
      for (const call of [ask, streamed]) {
        await call(provider, prompt, {
          model: 'model-kx7',
          tags: { user: 'tag-kx7' },
          callId: 'call-kx7',
          namespace: 'namespace-kx7',
        })
        reached(bench, 'system-kx7', 'first-kx7', 'reply-kx7', 'second-kx7', 'third-kx7', 'model-kx7')
        const { text = '', headers = {} } = bench.server.requests.at(-1) ?? {}
        for (const word of ['tag-kx7', 'call-kx7', 'namespace-kx7'])
          must(!(text + JSON.stringify(headers)).includes(word), `${word} reached the server.`)
      }
      must(bench.server.requests.length === 2, () => `2 calls made ${bench.server.requests.length} requests.`)
    },
  },
  {
    name: 'tool calls, there and back',
    wants:
      'tools to reach the server and its calls to come back whole, in deltas that join to them; or `unsupported` before sending',
    because: 'a tool runs on exactly what the model wrote',
    async run(bench) {
      const provider = await bench.good()
      const second = { id: 'call_b', name: 'weather', arguments: '{"city":"Rome \\"x\\" ü"}' }
      const said = { text: ['Let me look.'], toolCalls: [OSLO, second], finishReason: 'tool-calls' } as const
      if (bench.wire.stream(said)) bench.server.say(said)
      if (!(await carriedOrRefused(provider, bench, QUESTION, { tools: [weather] }))) return
      reached(bench, 'weather', 'city-kx7', 'its-name-kx7')
      must(bench.wire.stream(said), 'It takes tools, and its wire kit has no word for a tool call.')
      const wanted = said.toolCalls.map((call) => [call.name, JSON.parse(call.arguments)])
      const check = (calls: readonly { name: string; arguments: string }[], where: string): void =>
        must(
          same(
            calls.map((call) => [call.name, parsed(call.arguments)]),
            wanted,
          ),
          () => `${where} the calls are ${show(calls)}.`,
        )
      const whole = await ask(provider, QUESTION, { tools: [weather] })
      const pieces = await streamed(provider, QUESTION, { tools: [weather] })
      check(whole.toolCalls, 'Whole,')
      check(pieces.toolCalls, 'As a stream,')
      for (const { finishReason } of [whole, pieces])
        must(finishReason === 'tool-calls', () => `The finish reason is ${show(finishReason)}.`)
      const events = await inOrder(provider, request({ tools: [weather] }))
      const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []))
      const deltas = events.flatMap((event) => (event.type === 'tool-call-delta' ? [event] : []))
      check(calls, 'As events,')
      must(new Set(calls.map(({ id }) => id)).size === 2, 'The calls have no ids of their own.')
      if (!deltas.length) return
      for (const [index, call] of calls.entries()) {
        const mine = deltas.filter((delta) => delta.index === index)
        const joined = mine.map(({ delta }) => delta).join('')
        must(joined === call.arguments, () => `The deltas of call ${index} join to ${show(joined)}.`)
        must(
          mine.every(({ id }) => id === call.id),
          () => `The deltas of call ${index} have another id than the call.`,
        )
      }
    },
  },
  {
    name: 'a conversation with the results of tools',
    wants: 'calls and results of earlier turns to reach the server; or `unsupported` before sending',
    because: 'a model that is not told what its tools gave asks them again',
    async run(bench) {
      const provider = await bench.good()
      const prompt: Message[] = [
        { role: 'user', content: QUESTION },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'looking-kx7' },
            { type: 'tool-call', id: 'call_a', name: 'weather', arguments: '{"city":"city-kx7"}' },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', id: 'call_a', name: 'weather', output: { sky: 'gray-kx7' } }],
        },
      ]
      if (await carriedOrRefused(provider, bench, prompt, {}))
        reached(bench, 'looking-kx7', 'weather', 'city-kx7', 'gray-kx7')
    },
  },
  {
    name: 'an image',
    wants: 'its bytes to reach the server; or `unsupported` before sending',
    because: 'a question whose image was left out is another question, and its answer is wrong',
    async run(bench) {
      const provider = await bench.good()
      const prompt: Message[] = [
        { role: 'user', content: [QUESTION, { type: 'image', data: pixel(), mediaType: 'image/png' }] },
      ]
      if (!(await carriedOrRefused(provider, bench, prompt, {}))) return
      // Base64, in whichever alphabet; or as they are.
      const { text } = bench.server.requests.at(-1) ?? { text: '' }
      const plain = text.replaceAll('\\/', '/').replaceAll('-', '+').replaceAll('_', '/')
      must(plain.includes(PIXEL), 'Its bytes did not reach the server.')
    },
  },
]

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
