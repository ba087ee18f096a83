import { type AnyProvider, ask, type ChatEvent, type Message } from '@aiu/core'
import { OSLO, type WireAnswer, type WireKit } from '../../wire/wire-kit.ts'
import { must, show } from '../rule.ts'
import { inOrder, request } from './answers.ts'
import { type Bench, QUESTION, streamed } from './bench.ts'
import { carriedOrRefused, reached } from './carried.ts'
import type { Check } from './check.ts'
import { WEATHER } from './tools.ts'

const USAGE = { inputTokens: 3, outputTokens: 2 }
const THOUGHT: WireAnswer = {
  reasoning: ['Thinking-kx7', ' it over.'],
  text: ['Hel', 'lo.'],
  finishReason: 'stop',
  usage: USAGE,
}
const REFUSED: WireAnswer = { refusal: 'Not that-kx7.', text: [], finishReason: 'stop', usage: USAGE }

/** Has the wire a word for all of it? A kit may also leave out what its wire cannot say. */
const canSay = (wire: WireKit, answer: WireAnswer, word: string): boolean =>
  !!wire.stream(answer)?.join('').includes(word)

/** Parts and events of one type say this, and no text does. */
async function toldApart(
  { server }: Bench,
  provider: AnyProvider,
  type: 'reasoning' | 'refusal',
  said: WireAnswer,
  words: string,
): Promise<readonly ChatEvent[]> {
  server.say(said)
  const text = said.text.join('')
  for (const [call, how] of [
    [ask, 'Whole'],
    [streamed, 'As a stream'],
  ] as const) {
    const answer = await call(provider, QUESTION)
    const told = answer.parts.map((part) => (part.type === type ? part.text : '')).join('')
    must(told === words, () => `${how}, its parts of the type ${type} say ${show(told)}, not ${show(words)}.`)
    must(answer.text === text, () => `${how}, the text is ${show(answer.text)}, not ${show(text)}.`)
  }
  const events = await inOrder(provider, request())
  const told = events.map((event) => (event.type === type ? event.text : '')).join('')
  must(told === words, () => `Its events of the type ${type} say ${show(told)}, not ${show(words)}.`)
  return events
}

/** What an answer has beside its text. */
export const reasoningChecks: readonly Check[] = [
  {
    name: 'what the model thought is told apart from the text',
    wants: 'reasoning as parts and events of its own, before the text, whose text has none of it',
    because: 'thoughts in an answer are shown to users and parsed as JSON',
    async run(bench) {
      if (!canSay(bench.wire, THOUGHT, 'Thinking-kx7')) return bench.prove('reasoning', 'not told')
      const words = THOUGHT.reasoning?.join('') ?? ''
      const events = await toldApart(bench, await bench.good(), 'reasoning', THOUGHT, words)
      const types = events.map(({ type }) => type)
      must(
        types.lastIndexOf('reasoning') < types.indexOf('text'),
        () => `The events come as ${show(types)}, and the server told its reasoning first.`,
      )
      bench.prove('reasoning', 'yes')
    },
  },
  {
    name: 'a refusal is told as one',
    wants:
      "the model's words for why it will not answer as a part and events of the type `refusal`, the text empty",
    because: 'a refusal that looks like an answer is stored and shown as one',
    async run(bench) {
      if (!canSay(bench.wire, REFUSED, 'Not that-kx7.')) return bench.prove('refusal', 'not told')
      await toldApart(bench, await bench.good(), 'refusal', REFUSED, REFUSED.refusal ?? '')
      bench.prove('refusal', 'yes')
    },
  },
  {
    name: 'a conversation goes on with any answer',
    wants: '`response.message` to be taken back, whatever parts it has',
    because: 'it is pushed onto the conversation, and what was given out must be taken in',
    async run(bench) {
      const provider = await bench.good()
      const called: WireAnswer = { text: ['Hello.'], toolCalls: [OSLO], finishReason: 'tool-calls' }
      const tools = { tools: [WEATHER] }
      const takesTools = await carriedOrRefused(provider, bench, QUESTION, tools)
      const answers: readonly (readonly [said: WireAnswer, says: boolean, options: object])[] = [
        [THOUGHT, canSay(bench.wire, THOUGHT, 'Thinking-kx7'), {}],
        [REFUSED, canSay(bench.wire, REFUSED, 'Not that-kx7.'), {}],
        [called, takesTools && canSay(bench.wire, called, 'Oslo'), tools],
      ]
      for (const [said, says, options] of answers) {
        if (!says) continue
        for (const call of [ask, streamed]) {
          bench.server.say(said)
          const { message, toolCalls } = await call(provider, QUESTION, options)
          const results: Message[] = toolCalls.map(({ id, name }) => ({
            role: 'tool',
            content: [{ type: 'tool-result', id, name, output: 'gray' }],
          }))
          bench.server.say()
          const prompt: Message[] = [
            { role: 'user', content: QUESTION },
            message,
            ...results,
            { role: 'user', content: 'and-then-kx7' },
          ]
          await call(provider, prompt, options)
          reached(bench, 'and-then-kx7', ...(said === called ? ['Oslo', 'gray'] : []))
        }
      }
    },
  },
]
