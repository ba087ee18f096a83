import { AiuError, type ChatEvent, type ChatRequest, type Provider } from '@aiu/core'

export interface GatedProvider extends Provider {
  /** How often it was asked. */
  readonly calls: number
  /** Requests as they came. */
  readonly requests: readonly ChatRequest[]
  /** Resolves when it has been asked so often. */
  asked(times: number): Promise<void>
  /** Resolves when a request's signal has fired, or a stream was left. */
  readonly canceled: Promise<unknown>
  /** Lets a call's answer, or a stream's next piece, go. */
  open(): void
  /** Lets everything go, from now on. */
  openAll(): void
}

const usage = { inputTokens: 7, outputTokens: 2, source: 'provider' } as const

/** A provider that answers only when the test opens its gate: each piece of a stream, or each whole answer. */
export function gatedProvider(
  name: string,
  pieces: readonly string[] = [`${name} `, 'answers'],
): GatedProvider {
  const requests: ChatRequest[] = []
  const canceled = Promise.withResolvers<unknown>()
  const waiting: (() => void)[] = []
  let passes = 0
  const told: (() => void)[] = []
  const gate = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        canceled.resolve(signal?.reason)
        reject(new AiuError('aborted', `${name} was canceled.`, { cause: signal?.reason }))
      }
      if (signal?.aborted) return leave()
      if (passes-- > 0) return resolve()
      passes = 0
      signal?.addEventListener('abort', leave, { once: true })
      waiting.push(resolve)
    })
  const come = (request: ChatRequest): void => {
    requests.push(request)
    for (const tell of told.splice(0)) tell()
  }
  const answer = async function* ({ signal }: ChatRequest): AsyncGenerator<ChatEvent, void> {
    let left = true
    try {
      yield { type: 'usage', usage: { inputTokens: usage.inputTokens, source: 'provider' } }
      for (const [index, text] of pieces.entries()) {
        await gate(signal)
        if (!index) yield { type: 'start', model: `${name}-1` }
        yield { type: 'text', text }
      }
      await gate(signal)
      left = false
      yield { type: 'finish', finishReason: 'stop', usage }
    } finally {
      if (left) canceled.resolve(signal?.reason)
    }
  }
  const open = (): void => {
    const next = waiting.shift()
    if (next) next()
    else passes++
  }
  return {
    name,
    baseURL: `http://${name}.test/v1`,
    defaultModel: `${name}-1`,
    get calls() {
      return requests.length
    },
    requests,
    canceled: canceled.promise,
    async asked(times) {
      while (requests.length < times) await new Promise<void>((resolve) => told.push(resolve))
    },
    open,
    openAll() {
      passes = Number.POSITIVE_INFINITY
      for (const next of waiting.splice(0)) next()
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
