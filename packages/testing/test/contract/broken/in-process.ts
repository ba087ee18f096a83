import { setTimeout } from 'node:timers/promises'
import { AiuError, type AnyProvider, type ChatEvent, type ChatRequest } from '@aiu/core'
import { collector } from '@aiu/core/http'

/** What a model in the process may do wrong. */
export const IN_PROCESS_BREAKAGES = [
  'nothing',
  'knows no seed',
  'is always cold',
  'is never cold',
  'looks at no topP',
  'goes on past a stop',
  'guesses what a schema wants',
  'calls a tool that it must not',
  'makes vectors of any length',
  'mixes up vectors',
  'hides why it ended',
  'ends late when it is left',
] as const
export type InProcessBreakage = (typeof IN_PROCESS_BREAKAGES)[number]

const WORDS = ['one ', 'two ', 'three ', 'four ', 'five ', 'six ']

const refuse = (what: string): never => {
  throw new AiuError('unsupported', `parrot takes no ${what}.`, { provider: 'parrot' })
}

/** A model that draws its words by lot, broken as it is told. */
export function parrot(breakage: InProcessBreakage): AnyProvider {
  const broken = (what: InProcessBreakage): boolean => breakage === what
  let drawn = 0
  const wordOf = (request: ChatRequest, at: number): string => {
    const { temperature = 0, topP = 1, seed = 0 } = request
    const warm =
      (temperature > 0 || broken('is never cold')) &&
      !broken('is always cold') &&
      (topP > 0.01 || broken('looks at no topP'))
    const lot = broken('knows no seed') ? ++drawn : seed * 7
    const asked = `${request.messages.at(-1)?.content}`.length
    return WORDS[(asked + at * 5 + (warm ? lot * (at + 1) : 0)) % WORDS.length] ?? ''
  }
  async function* stream(request: ChatRequest): AsyncGenerator<ChatEvent> {
    const {
      signal,
      maxTokens = 16,
      stop = [],
      output,
      tools,
      toolChoice = 'auto',
      model = 'parrot-1',
    } = request
    if (/\s/.test(model)) throw new AiuError('not-found', 'There is no such model.', { provider: 'parrot' })
    if (request.messages.some(({ content }) => typeof content !== 'string' && content.some(isMedia)))
      refuse('media')
    if (toolChoice !== 'auto' && toolChoice !== 'none') refuse('toolChoice that forces a call')
    const usage = { inputTokens: 1, outputTokens: maxTokens, source: 'counted' } as const
    if (output?.schema) {
      yield { type: 'text', text: broken('guesses what a schema wants') ? '{"city":5}' : '{"city":"Oslo"}' }
      return yield { type: 'finish', finishReason: 'stop', usage, model }
    }
    const calls = tools && (toolChoice !== 'none' || broken('calls a tool that it must not'))
    let text = ''
    for (let at = 0; at < maxTokens; at++) {
      if (signal?.aborted && !broken('ends late when it is left')) throw signal.reason
      await setTimeout(1)
      const word = wordOf(request, at)
      const end = stop.map((one) => (text + word).indexOf(one)).find((index) => index >= 0)
      if (end !== undefined && !broken('goes on past a stop')) {
        yield { type: 'text', text: (text + word).slice(text.length, Math.max(end, text.length)) }
        return yield { type: 'finish', finishReason: 'stop', usage, model }
      }
      text += word
      yield { type: 'text', text: word }
    }
    if (calls)
      yield { type: 'tool-call', call: { type: 'tool-call', id: 'a', name: 'weather', arguments: '{}' } }
    const finishReason = calls ? 'tool-calls' : broken('hides why it ended') ? 'stop' : 'length'
    yield { type: 'finish', finishReason, usage, model }
  }
  return {
    name: 'parrot',
    defaultModel: 'parrot-1',
    stream,
    async chat(request) {
      const { result, add } = collector()
      for await (const event of stream(request)) add(event)
      return result
    },
    async embed({ input, dimensions = 3 }) {
      if (dimensions !== 3 && !broken('makes vectors of any length')) refuse('other length of vectors')
      const vectors = input.map((text) => [text.length, 1, 0])
      return { embeddings: broken('mixes up vectors') ? vectors.reverse() : vectors }
    },
    async listModels() {
      return { models: [{ id: 'parrot-1', contextLength: 64 }] }
    },
  }
}

const isMedia = ({ type }: { readonly type: string }): boolean => /^(image|audio|file)$/.test(type)
