import type { ChatEvent, ChatRequest, ChatResult, Provider, Usage } from '@aiu/core'

export const usage = { inputTokens: 3, outputTokens: 2, source: 'provider' } as const satisfies Usage

/** A whole answer of this text. */
export const textResult = (text: string, more?: Partial<ChatResult>): ChatResult => ({
  parts: [{ type: 'text', text }],
  finishReason: 'stop',
  usage,
  ...more,
})

/** A whole stream of these pieces of text. */
export const textEvents = (...pieces: readonly string[]): ChatEvent[] => [
  { type: 'start', model: 'model-1', id: 'id-1' },
  ...pieces.map((text) => ({ type: 'text' as const, text })),
  { type: 'finish', finishReason: 'stop', usage },
]

type Given<T> = T | ((request: ChatRequest, index: number) => T | Promise<T>)

export interface Scripted extends Provider {
  /** What reached it. */
  readonly requests: ChatRequest[]
  /** How many streams were closed by their reader. */
  readonly closed: number
}

const never = (what: string) => (): never => {
  throw new Error(`nothing was to be asked by ${what}`)
}

/** A provider that answers whole: with this, always, or by the request and its number. */
export function answering(given: Given<string | ChatResult>, more?: Partial<Provider>): Scripted {
  const requests: ChatRequest[] = []
  return {
    name: 'fake',
    baseURL: 'http://fake.test/v1',
    defaultModel: 'model-0',
    requests,
    closed: 0,
    async chat(request) {
      const index = requests.push(request) - 1
      const answer = typeof given === 'function' ? await given(request, index) : given
      return typeof answer === 'string' ? textResult(answer) : answer
    },
    stream: never('stream'),
    ...more,
  }
}

/** A provider that answers in these events; an error among them is thrown there. A function is asked for each request. */
export function streaming(
  given: Given<readonly (ChatEvent | Error)[]>,
  more?: Partial<Provider>,
): Scripted & { closed: number } {
  const requests: ChatRequest[] = []
  const provider: Scripted & { closed: number } = {
    name: 'fake',
    baseURL: 'http://fake.test/v1',
    defaultModel: 'model-0',
    requests,
    closed: 0,
    chat: never('chat'),
    async *stream(request) {
      const index = requests.push(request) - 1
      let whole = false
      try {
        for (const event of typeof given === 'function' ? await given(request, index) : given) {
          request.signal?.throwIfAborted()
          if (event instanceof Error) {
            whole = true
            throw event
          }
          whole = event.type === 'finish'
          yield event
        }
        whole = true
      } finally {
        if (!whole) provider.closed++
      }
    },
    ...more,
  }
  return provider
}
