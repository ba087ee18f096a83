import { AiuError, type ChatEvent, type ChatRequest, type Provider } from '@aiu/core'

/** A provider that gives each next piece of an answer only when the test lets it. */
export interface Gated extends Provider {
  readonly requests: readonly ChatRequest[]
  /** Streams that were told to close. */
  readonly returned: number
  /** How many pieces were asked for. */
  readonly pulled: number
  /** Resolves when it has been asked so often. */
  asked(times: number): Promise<void>
  /** Lets so many pieces go. */
  open(pieces?: number): void
  /** Fails the next piece. */
  fail(error: AiuError): void
}

export const usage = { inputTokens: 7, outputTokens: 2, totalTokens: 9, source: 'provider' } as const

export function gated(pieces: readonly string[] = ['one ', 'two'], name = 'gated'): Gated {
  const requests: ChatRequest[] = []
  const told: (() => void)[] = []
  const waiting: { resolve(): void; reject(error: unknown): void }[] = []
  let passes = 0
  let failure: AiuError | undefined
  let returned = 0
  let pulled = 0
  const gate = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      pulled++
      if (failure) return reject(failure)
      if (passes-- > 0) return resolve()
      passes = 0
      signal?.addEventListener('abort', () => {
        reject(new AiuError('aborted', 'gone', { cause: signal.reason }))
      })
      waiting.push({ resolve, reject })
    })
  const come = (request: ChatRequest): void => {
    requests.push(request)
    for (const tell of told.splice(0)) tell()
  }
  async function* answer({ signal }: ChatRequest): AsyncGenerator<ChatEvent, void> {
    try {
      for (const [at, text] of pieces.entries()) {
        await gate(signal)
        if (!at) yield { type: 'start', model: `${name}-1` }
        yield { type: 'text', text }
      }
      await gate(signal)
      yield { type: 'finish', finishReason: 'stop', usage }
    } finally {
      returned++
    }
  }
  return {
    name,
    baseURL: `http://${name}.test/v1`,
    defaultModel: `${name}-1`,
    requests,
    get returned() {
      return returned
    },
    get pulled() {
      return pulled
    },
    async asked(times) {
      while (requests.length < times) await new Promise<void>((resolve) => told.push(resolve))
    },
    open(count = 1) {
      for (let at = 0; at < count; at++) {
        const next = waiting.shift()
        if (next) next.resolve()
        else passes++
      }
    },
    fail(error) {
      failure = error
      for (const { reject } of waiting.splice(0)) reject(error)
    },
    async chat(request) {
      come(request)
      await gate(request.signal)
      return { parts: [{ type: 'text', text: pieces.join('') }], finishReason: 'stop', usage }
    },
    stream(request) {
      come(request)
      return answer(request)
    },
  }
}
