import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { type CacheStore, type ChatEvent, type ChatResponse, createClient, isAiuError } from '@aiu/core'
import { expect, test } from 'vitest'
import { bare, settle } from './support/collect.ts'
import { type Counted, countedSignal } from './support/counted-signal.ts'
import { mapStore } from './support/map-store.ts'
import { type Call, type Dice, dice, lapse, world } from './support/world.ts'

// Programs of calls, aborts and breaks at times that the dice choose: `PROGRAMS=2000 SEED=1 vitest run ... programs` for more of them.
const PROGRAMS = Number(process.env.PROGRAMS ?? 20)
const SEED = Number(process.env.SEED ?? 1)

const QUESTIONS = ['qa', 'qb', 'qc'] as const
const TEXTS = ['ta', 'tb', 'tc', 'td'] as const
const NAMESPACES = ['default', 'n', '~default'] as const
const VERBS = [
  'ask',
  'ask',
  'events',
  'events',
  'text',
  'response',
  'both',
  'break',
  'embed',
  'many',
] as const
const MODES = ['use', 'use', 'use', 'use', 'use', 'use', 'use', 'refresh', 'bypass', 'only'] as const

/** A map whose answers take `delay`, which may fail, too. */
const delayed = (delay: () => unknown, more?: Partial<CacheStore>): CacheStore => {
  const { get, set } = mapStore()
  const after = <T>(give: () => T): T | Promise<T> => {
    const wait = delay()
    return wait instanceof Promise ? wait.then(give) : give()
  }
  return mapStore({
    get: (key) => after(() => get(key)),
    set: (...given) => after(() => set(...given)),
    ...more,
  })
}
const down = (): never => {
  throw new Error('down')
}
const stores: Record<string, (rolls: Dice) => CacheStore> = {
  memory: () => memoryStore(),
  'at once': () => mapStore(),
  'some turns': () => delayed(async () => {}),
  slow: (rolls) => delayed(() => lapse(rolls)),
  failing: (rolls) =>
    delayed(() =>
      rolls.chance(0.1) ? down() : rolls.chance(0.2) && lapse(rolls).then(rolls.one([() => {}, down])),
    ),
  hanging: ({ chance }) => delayed(() => chance(0.05) && new Promise(() => {})),
  leasing: (rolls) => {
    const held = new Set<string>()
    const lease = async (key: string) => {
      await lapse(rolls)
      return held.has(key) || !held.add(key) ? undefined : { release: () => void held.delete(key) }
    }
    return delayed(() => lapse(rolls), { lease, statistics: () => ({ held: held.size }) })
  },
}

/** What a caller may do to what he was given, save to what all have. */
function spoil(given: unknown): void {
  for (const [name, value] of Object.entries(given ?? {}))
    try {
      if (name === 'usage') continue
      if (value && typeof value === 'object') spoil(value)
      else (given as Record<string, unknown>)[name] = typeof value === 'number' ? -1 : 'spoilt'
    } catch {}
}
/** Events without what who asked has of his own. */
const plain = (events: readonly ChatEvent[]): object[] =>
  bare(events).map((event) => ({ ...event, id: 0, provider: 0, model: 0, warnings: 0 }))

async function run(seed: number, make: (rolls: Dice) => CacheStore, log: string[]): Promise<void> {
  const rolls = dice(seed)
  const { below, one, chance } = rolls
  const say = (...words: readonly unknown[]): void => void log.push(words.join(' '))
  const { provider, calls, most } = world(rolls, chance(0.5), say)
  let now = 1_000_000
  const staleMs = chance(0.3) ? 500 : 0
  const maxCharacters = chance(0.1) ? 3 : undefined
  const store = make(rolls)
  const layer = cache(store, { clock: () => now, ttlMs: 1_000, staleMs, patienceMs: 40, maxCharacters })
  const ai = createClient(provider, layer)
  const signals: Counted[] = []
  /** Who is waiting for what. */
  const waiting = new Set<{ readonly namespace: string; readonly about: readonly string[] }>()

  /** One call's answer, whole; out of the store only what may be in there. */
  const isAnswer = (
    text: string,
    question: string,
    namespace: string,
    cached?: ChatResponse['cached'],
  ): Call => {
    const call = calls.find((each) => each.text === text && each.namespace === namespace)
    expect(call, `"${text}" to ${question}`).toMatchObject({ question, done: true })
    if (cached && !cached.shared) {
      expect(call).toMatchObject({ kind: 'whole', bypass: false })
      expect(cached.ageMs).toBeLessThan(1_000 + staleMs)
    }
    return call as Call
  }
  const check = (question: string, namespace: string, response: ChatResponse): void => {
    const { kind } = isAnswer(response.text, question, namespace, response.cached)
    expect(response.finishReason).toBe(kind === 'length' || kind === 'content-filter' ? kind : 'stop')
    spoil(response)
  }

  const operate = async (op: number): Promise<void> => {
    await lapse(rolls)
    const [question, namespace, mode, verb] = [one(QUESTIONS), one(NAMESPACES), one(MODES), one(VERBS)]
    const caller = countedSignal()
    const { signal } = caller
    signals.push(caller)
    const leave = async (): Promise<void> => {
      await lapse(rolls)
      await lapse(rolls)
      say(op, 'aborts')
      caller.abort()
    }
    if (chance(0.4)) void leave()
    const options = { cache: mode, namespace, signal: chance(0.8) || signal.aborted ? signal : undefined }
    const about: readonly string[] = verb === 'many' ? QUESTIONS : verb === 'embed' ? [] : [question]
    const place = { namespace, about }
    waiting.add(place)
    say(op, verb, question, namespace, mode, options.signal ? 'with a signal' : '')
    const asks: Readonly<Record<(typeof VERBS)[number], () => Promise<void>>> = {
      ask: async () => check(question, namespace, await ai.ask(question, options)),
      response: async () => check(question, namespace, await ai.stream(question, options).response),
      async text() {
        let whole = ''
        for await (const piece of ai.stream(question, options).textStream) whole += piece
        isAnswer(whole, question, namespace)
      },
      async events() {
        const events: ChatEvent[] = []
        for await (const event of ai.stream(question, options)) {
          events.push(structuredClone(event))
          spoil(event)
        }
        const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
        const { cached } = events.at(-1) as { readonly cached?: ChatResponse['cached'] }
        const call = isAnswer(text, question, namespace, cached)
        if (call.events[0]) expect(plain(events)).toEqual(plain(call.events))
      },
      async both() {
        const answer = ai.stream(question, options)
        const { response } = answer
        let whole = ''
        for await (const piece of answer.textStream) {
          whole += piece
          await lapse(rolls)
        }
        isAnswer(whole, question, namespace)
        check(question, namespace, await response)
      },
      async break() {
        let left = below(5)
        for await (const _ of ai.stream(question, options)) {
          await lapse(rolls)
          if (!left--) break
        }
      },
      async embed() {
        const input = TEXTS.filter(() => chance(0.5))
        const { embeddings } = await ai.embed(input[0] ? input : TEXTS, options)
        for (const [at, [letter, number = -1]] of embeddings.entries()) {
          expect(letter).toBe((input[0] ? input : TEXTS)[at]?.charCodeAt(1))
          expect(calls[number]).toMatchObject({ namespace, done: true })
        }
        spoil(embeddings)
      },
      async many() {
        const prompts = [...QUESTIONS, question]
        for (const { index, ok, response, error } of await ai.askMany(prompts, options).settled)
          if (ok) check(prompts[index] as string, namespace, response)
          else if (error.code === 'aborted') expect(signal.aborted).toBe(true)
      },
    }
    try {
      await asks[verb]()
    } catch (error) {
      if (!isAiuError(error)) throw error
      say(op, 'has', error.code)
      if (error.code === 'aborted') expect(options.signal?.aborted, `${op} was told that it left`).toBe(true)
      else if (error.code === 'unsupported') expect(mode).toBe('only')
      else expect(calls.map(({ kind }) => kind)).toContain(error.code)
    }
    waiting.delete(place)
    say(op, 'is over')
    const wanted = ({ question, namespace }: Call): boolean =>
      [...waiting].some((other) => other.namespace === namespace && other.about.includes(question))
    if (!staleMs)
      for (const call of calls)
        if (
          call.namespace === namespace &&
          about.includes(call.question) &&
          !call.over &&
          !call.bypass &&
          !wanted(call)
        )
          expect(call.done || call.signal?.aborted, `call ${call.number} goes on for nobody`).toBe(true)
  }

  const all: Promise<void>[] = []
  for (let op = 0; op < 14; op++) {
    const done = operate(op)
    done.catch(() => {})
    all.push(done)
    if (chance(0.3)) await lapse(rolls)
    if (chance(0.1)) now += below(900)
  }
  for (const { status, reason } of (await Promise.allSettled(all)) as PromiseRejectedResult[])
    if (status === 'rejected') throw reason
  await layer.settled()
  await expect.poll(() => calls.filter(({ over }) => !over), { timeout: 120_000, interval: 1 }).toEqual([])
  await settle()
  expect(signals.filter(({ heard }) => heard() > 0)).toEqual([])
  // An answer that is old is given while another is fetched, and nobody joins one that is too long to be kept.
  if (!staleMs && !maxCharacters) expect(most(), 'calls for one question at once').toBeLessThanOrEqual(1)
  // Who left while he waited for a lease gives it back when he has it.
  if (store.lease) await expect.poll(() => store.statistics?.(), { timeout: 120_000 }).toEqual({ held: 0 })
  for (const question of QUESTIONS)
    for (const namespace of NAMESPACES) {
      const response = await ai.ask(question, { cache: 'only', namespace }).catch(({ code }) => code)
      if (response !== 'unsupported') check(question, namespace, response)
    }
}

test.each(Object.entries(stores))(
  'whoever asks, leaves and fails, and whenever: %s',
  { timeout: 120_000 + 1_000 * PROGRAMS },
  async (_, make) => {
    for (let seed = SEED; seed < SEED + PROGRAMS; seed++) {
      const log: string[] = []
      await run(seed, make, log).catch((error) => {
        throw new Error(`seed ${seed}: ${error.message}\n${log.join('\n')}`, { cause: error })
      })
    }
  },
)
