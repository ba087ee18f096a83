import { type AnyProvider, ask, type ChatEvent, type ChatRequest } from '@aiu/core'
import type { WireAnswer } from '../../wire/wire-kit.ts'
import { patience } from '../best-of.ts'
import { must, same, show } from '../rule.ts'
import { KEY, QUESTION, streamed } from './bench.ts'
import type { Check } from './check.ts'

const PARTS = ['text', 'reasoning', 'refusal', 'tool-call', 'image', 'audio', 'source']
const FINISH = ['stop', 'length', 'tool-calls', 'content-filter', 'other']
const EVENTS = [
  'start',
  'text',
  'reasoning',
  'refusal',
  'tool-call-delta',
  'tool-call',
  'source',
  'usage',
  'finish',
]

export const request = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content: QUESTION }],
  ...more,
})

/** The provider tells of itself what core and layers go by. */
export function knowsItself(provider: AnyProvider): void {
  const { name, baseURL, defaultModel, scope } = provider
  must(typeof name === 'string' && name, () => `Its name is ${show(name)}.`)
  for (const [what, value] of Object.entries({ baseURL, defaultModel, scope }))
    must(value === undefined || typeof value === 'string', () => `Its ${what} is ${show(value)}.`)
  for (const method of ['chat', 'stream'] as const)
    must(typeof provider[method] === 'function', `It has no method ${method}.`)
  must(!show({ name, baseURL, defaultModel, scope }).includes(KEY), 'What it tells of itself holds the key.')
}

/** What a vendor said, in the words of core. */
export async function holdsWords(provider: AnyProvider, asked: ChatRequest): Promise<void> {
  const result = await provider.chat(asked)
  const { parts, finishReason, usage, headers, warnings, model } = result
  must(Array.isArray(parts), () => `parts is ${show(parts)}.`)
  for (const { type } of parts) must(PARTS.includes(type), () => `There is a part of type ${show(type)}.`)
  must(FINISH.includes(finishReason), () => `The finish reason is ${show(finishReason)}.`)
  must(model === undefined || (typeof model === 'string' && model), () => `The model is ${show(model)}.`)
  if (usage) {
    const { source, ...figures } = usage
    must(/^(provider|counted|estimated)$/.test(source), () => `The usage's source is ${show(source)}.`)
    for (const [what, figure] of Object.entries(figures))
      must(figure === undefined || Number.isFinite(figure), () => `${what} is ${show(figure)}.`)
  }
  for (const [header, value] of Object.entries(headers ?? {}))
    must(header === header.toLowerCase() && value.length <= 200, () => `It keeps the header ${header}.`)
  must(warnings === undefined || Array.isArray(warnings), () => `warnings is ${show(warnings)}.`)
}

/** The events of a stream, in their order. */
export async function inOrder(provider: AnyProvider, asked: ChatRequest): Promise<readonly ChatEvent[]> {
  const iterator = provider.stream(asked)[Symbol.asyncIterator]()
  const events: ChatEvent[] = []
  for (;;) {
    const step = await iterator.next()
    if (step.done) break
    events.push(step.value)
    must(events.length < 100_000, 'It does not end.')
  }
  const types = events.map(({ type }) => type)
  const odd = types.find((type) => !EVENTS.includes(type))
  must(!odd, () => `There is an event of type ${show(odd)}.`)
  const finishes = types.filter((type) => type === 'finish').length
  must(finishes === 1, () => `There are ${finishes} finish events.`)
  must(types.at(-1) === 'finish', () => `The last event is ${show(types.at(-1))}, not finish.`)
  must(
    !types.slice(1).includes('start'),
    () => `start is not the first event, but ${types.indexOf('start') + 1}th.`,
  )
  const again = await iterator.next()
  must(again.done, 'After its end it gave another event.')
  return events
}

const WORDS: readonly WireAnswer['finishReason'][] = ['stop', 'length', 'content-filter', 'other']

/** What a good answer is. */
export const answerChecks: readonly Check[] = [
  {
    name: 'tells who it is',
    wants: 'a `name`, and as texts what else it tells of itself, without a key',
    because: 'errors, usage rows and the keys of caches and limits are made of it',
    run: async (bench) => knowsItself(await bench.good()),
  },
  {
    name: 'the same answer whole and as a stream',
    wants: 'chat and stream to give the same text, finish reason, usage and model',
    because: 'a layer, or a cache, may take the one for the other',
    async run(bench) {
      const provider = await bench.good()
      const whole = await ask(provider, QUESTION)
      const pieces = await streamed(provider)
      must(
        whole.text === 'Hello.',
        () => `The whole answer is ${show(whole.text)}, and the server said "Hello."`,
      )
      for (const what of ['text', 'finishReason', 'model', 'provider', 'toolCalls'] as const)
        must(
          same(whole[what], pieces[what]),
          () => `${what} is ${show(whole[what])} whole, and ${show(pieces[what])} as a stream.`,
        )
      for (const what of ['inputTokens', 'outputTokens'] as const) {
        const [one, other] = [whole.usage?.[what], pieces.usage?.[what]]
        must(one === other, () => `${what} is ${one} whole, and ${other} as a stream.`)
      }
      must(whole.model, 'No model is told: neither by the reply, nor asked for, nor as defaultModel.')
      const told = [whole.usage?.inputTokens, whole.usage?.outputTokens]
      must(
        same(told, [3, 2]),
        () => `The server told 3 tokens in and 2 out, and the usage is ${show(whole.usage)}.`,
      )
      bench.prove('usage', 'yes')
    },
  },
  {
    name: 'what core needs stands in a result',
    wants: 'parts, a finish reason and usage in the words of core, headers in lower case',
    because: 'layers read them without asking what they are',
    run: async (bench) => holdsWords(await bench.good(), request()),
  },
  {
    name: 'events come in their order, and finish once',
    wants: '`start` first if it comes, and exactly one `finish`, last',
    because: 'who reads a stream stops at finish, and counts it',
    async run(bench) {
      const events = await inOrder(await bench.good(), request())
      const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
      must(text === 'Hello.', () => `The text events say ${show(text)}, and the server said "Hello."`)
      const pieces = events.filter(({ type }) => type === 'text').length
      must(pieces === 2, () => `The server sent 2 pieces, and there are ${pieces} text events.`)
    },
  },
  {
    name: 'why an answer ended is told in our words',
    wants: 'stop, length, content-filter as they are told, and `other` for a word nobody knows',
    because: 'a cut answer that says it stopped is stored as a whole one',
    async run(bench) {
      for (const finishReason of WORDS) {
        const answer: WireAnswer = {
          text: ['Hel', 'lo.'],
          finishReason,
          usage: { inputTokens: 3, outputTokens: 2 },
        }
        if (!bench.wire.stream(answer)) continue
        bench.server.say(answer)
        const provider = await bench.good()
        for (const call of [ask, streamed]) {
          const { finishReason: told } = await call(provider, QUESTION)
          must(told === finishReason, () => `The server said ${finishReason}, and the answer says ${told}.`)
        }
      }
      bench.prove('finish reasons', 'yes')
    },
  },
  {
    name: 'usage that nobody told is undefined',
    wants: 'figures that the server did not tell to be undefined, not 0',
    because: '0 tokens is a figure, and somebody adds it up',
    async run(bench) {
      bench.server.say({ text: ['Hel', 'lo.'], finishReason: 'stop' })
      const provider = await bench.good()
      for (const call of [ask, streamed]) {
        const { usage } = await call(provider, QUESTION)
        const { source: _, ...figures } = usage ?? { source: '' }
        const told = Object.values(figures).filter((figure) => figure !== undefined)
        must(!told.length, () => `The server told no usage, and the answer says ${show(usage)}.`)
      }
    },
  },
  {
    name: 'answers of many calls at once are not mixed',
    wants: 'each of many calls to get its own answer',
    because: 'what a provider keeps between calls must belong to none of them',
    async run(bench) {
      bench.server.say(({ text }) => ({
        text: ['answer ', /number-(\d+)-/.exec(text)?.[1] ?? ''],
        finishReason: 'stop',
      }))
      const provider = await bench.good()
      const calls = Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? streamed : ask)(provider, `number-${index}-`),
      )
      for (const [index, { text }] of (await Promise.all(calls)).entries())
        must(text === `answer ${index}`, () => `Call ${index} got ${show(text)}.`)
    },
  },
  {
    name: 'nothing is sent before the first read',
    wants: 'making a provider, and making a stream, to send nothing until the stream is read',
    because: 'a stream that nobody reads would be paid for, and its failure has nobody to go to',
    async run(bench) {
      const provider = await bench.good()
      const iterator = provider.stream(request())[Symbol.asyncIterator]()
      await patience(30)
      const early = bench.server.requests.length
      must(!early, () => `${early} requests were sent before anything was read.`)
      await iterator.next()
      must(bench.server.requests.length === 1, 'The first read sent no request.')
      await iterator.return?.()
    },
  },
]
