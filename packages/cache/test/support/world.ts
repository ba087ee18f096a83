import {
  AiuError,
  type ChatEvent,
  type ChatRequest,
  type EmbeddingProvider,
  type EmbedRequest,
  type Provider,
} from '@aiu/core'

/** Chances that are the same for the same seed (mulberry32). */
export function dice(seed: number) {
  let state = seed
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    /** A whole number below. */
    below: (end: number): number => Math.floor(roll() * end),
    one: <T>(all: readonly T[]): T => all[Math.floor(roll() * all.length)] as T,
    chance: (of: number): boolean => roll() < of,
  }
}
export type Dice = ReturnType<typeof dice>

/** Nothing, some turns of the microtask queue, one of the event loop's, or a little time. */
export async function lapse({ below, one }: Dice): Promise<void> {
  const kind = one(['none', 'turns', 'turns', 'loop', 'timer'])
  if (kind === 'turns') for (let left = below(40); left; left--) await undefined
  if (kind === 'loop') await new Promise((resolve) => setImmediate(resolve))
  if (kind === 'timer') await new Promise((resolve) => setTimeout(resolve, below(3)))
}

/** One call upstream, for one question. */
export interface Call {
  readonly number: number
  readonly question: string
  readonly namespace: string
  readonly bypass: boolean
  /** How it goes: an error's code, or why the answer ends. */
  readonly kind: 'whole' | 'server' | 'interrupted' | 'length' | 'content-filter'
  /** No other call's. */
  readonly text: string
  /** Of a stream, as they were when they were sent. */
  readonly events: ChatEvent[]
  readonly signal: AbortSignal | undefined
  /** Nothing of it is left. */
  over: boolean
  /** Its answer was complete. */
  done: boolean
}

const KINDS = ['whole', 'whole', 'server', 'interrupted', 'length', 'content-filter'] as const

/** A provider that answers, fails, is cut or slow, as the dice fall. */
export function world(rolls: Dice, well: boolean, say: (...words: readonly unknown[]) => void) {
  const calls: Call[] = []
  let most = 0
  const begin = (question: string, { namespace = '', cache, signal }: ChatRequest | EmbedRequest): Call => {
    const number = calls.length
    const kind = well ? 'whole' : rolls.one(KINDS)
    const text = `${question}#${number}:${'x'.repeat(rolls.below(4))}`
    const bypass = cache === 'bypass'
    const call: Call = {
      number,
      question,
      namespace,
      bypass,
      kind,
      text,
      events: [],
      signal,
      over: false,
      done: false,
    }
    say('call', number, question, namespace, kind)
    calls.push(call)
    const same = calls.filter(
      (one) =>
        one.question === question &&
        one.namespace === namespace &&
        !one.bypass &&
        !one.over &&
        !one.signal?.aborted,
    )
    // A batch of texts goes on for those that are still wanted.
    if (question[0] === 'q') most = Math.max(most, same.length)
    return call
  }
  /** Time passes, unless the caller leaves. */
  const work = async ({ signal }: Call): Promise<void> => {
    signal?.throwIfAborted()
    await lapse(rolls)
    signal?.throwIfAborted()
  }
  const fail = ({ kind, number }: Call): void => {
    if (kind === 'server' || kind === 'interrupted') throw new AiuError(kind, `call ${number}`)
  }
  const endOf = (call: Call) => {
    fail(call)
    call.done = true
    const { kind } = call
    const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2, source: 'provider' } as const
    return { finishReason: kind === 'length' || kind === 'content-filter' ? kind : 'stop', usage } as const
  }
  const finished = (call: Call): void => {
    call.over = true
    say('call', call.number, call.done ? 'is done' : call.signal?.aborted ? 'was aborted' : 'has ended')
  }
  async function* piecesOf(call: Call): AsyncGenerator<ChatEvent, void> {
    const { kind, text } = call
    await work(call)
    if (rolls.chance(0.5)) fail(call)
    yield { type: 'start', model: 'w-1', id: `${call.number}` }
    await work(call)
    if (rolls.chance(0.3)) yield { type: 'reasoning', text: 'hm' }
    for (let at = 0, to = 0; at < text.length; at = to) {
      to = at + 1 + rolls.below(4)
      yield { type: 'text', text: text.slice(at, to) }
      await work(call)
      if (kind === 'interrupted' && rolls.chance(0.3)) return
    }
    fail(call)
    if (rolls.chance(0.3)) {
      const id = { id: 't', name: 'tool' } as const
      yield { type: 'tool-call-delta', index: 0, ...id, delta: '{}' }
      yield { type: 'tool-call', call: { type: 'tool-call', ...id, arguments: '{}' } }
    }
    yield { type: 'finish', ...endOf(call) }
  }
  const provider: Provider & EmbeddingProvider = {
    name: 'world',
    baseURL: 'http://world.test/v1',
    defaultModel: 'w-1',
    async chat(request) {
      const call = begin(questionIn(request), request)
      try {
        await work(call)
        return { parts: [{ type: 'text', text: call.text }], ...endOf(call) }
      } finally {
        finished(call)
      }
    },
    async *stream(request): AsyncGenerator<ChatEvent, void> {
      const call = begin(questionIn(request), request)
      try {
        for await (const event of piecesOf(call)) {
          call.events.push(structuredClone(event))
          yield event
        }
      } finally {
        finished(call)
      }
    },
    async embed(request) {
      const batch = request.input.map((text) => begin(text, request))
      const [first] = batch as [Call]
      try {
        await work(first)
        fail(first)
        for (const call of batch) call.done = true
        return { embeddings: batch.map(({ question, number }) => [question.charCodeAt(1), number]) }
      } finally {
        for (const call of batch) finished(call)
      }
    },
  }
  return {
    provider,
    calls,
    /** Most calls at once for one question of one namespace, without those that were aborted. */
    most: () => most,
  }
}

const questionIn = ({ messages: [message] }: ChatRequest): string => message?.content as string
