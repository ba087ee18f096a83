import { type ChatVendor, streamedChat, wholeChat } from './chat-answers.ts'
import { chatCompletionsWire } from './chat-completions.ts'
import { dialects } from './chat-dialects.ts'
import { chatErrorsInStream } from './chat-errors.ts'
import { BASE, chunk, DONE, event, figuresOf, usageOf } from './chat-events.ts'
import { modelsBody } from './lists.ts'
import type { WireAnswer, WireKit } from './wire-kit.ts'

const X_GROQ = { id: 'req_1' } as const

const GROQ: ChatVendor = {
  reasoning: 'reasoning',
  whole: (answer) => ({ ...usageOf(answer), x_groq: X_GROQ }),
  first: () => chunk({ role: 'assistant', content: null }, null, { x_groq: X_GROQ }),
  last: (answer) => ({ x_groq: { ...X_GROQ, usage: figuresOf(answer) } }),
}

/** An error beside the choices: a text, as groq-sdk's types have it, or an object. */
const told = (error: string | object): string => event({ ...BASE, choices: [], x_groq: { ...X_GROQ, error } })

/** Groq's chat completions: those of OpenAI, with usage, request id and errors of a stream in `x_groq`. */
export const groqWire: WireKit = {
  ...chatCompletionsWire,
  name: 'groq',
  path: '/openai/v1',
  whole: (answer: WireAnswer) => wholeChat(answer, GROQ),
  stream: (answer: WireAnswer) => streamedChat(answer, GROQ),
  errorsInStream: (message) => ({
    'x-groq': told(message),
    'x-groq-object': told({ message, type: 'internal_server_error', code: 'worker_dead' }),
    ...chatErrorsInStream(message),
  }),
  models: (models) =>
    modelsBody(models, ({ contextLength }) => ({
      created: BASE.created,
      owned_by: 'Example',
      active: true,
      ...(contextLength && { context_window: contextLength }),
    })),
  dialects() {
    const { F34, ...rest } = dialects()
    const hello = GROQ.first() + chunk('Hel') + chunk('lo.')
    const usage = { usage: figuresOf({ usage: { inputTokens: 3, outputTokens: 2 } }) }
    return {
      ...rest,
      F34: {
        ...F34,
        'usage-in-both': [hello, chunk({}, 'stop', { ...usage, x_groq: { ...X_GROQ, ...usage } }) + DONE],
        'usage-beside': [hello, chunk({}, 'stop', usage) + DONE],
      },
    }
  },
}
