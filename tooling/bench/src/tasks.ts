import { createHook } from 'node:async_hooks'
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Subject } from './subjects/subject.ts'
import { answerText, pieceLength } from './wires/texts.ts'

const prompt = 'Explain in one paragraph why the sky is blue.'
/** Calls at a time. */
const lanes = 64

/** What a task measured, by name. */
export type Figures = Readonly<Record<string, number>>

interface TaskInput {
  readonly subject: Subject
  readonly baseURL: string
}

/** CPU microseconds of this process, all threads, per unit. */
async function cpu(units: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / units
}

async function ask({ subject, baseURL }: TaskInput, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const text = await subject.generate(baseURL, prompt)
    if (text !== answerText) throw new Error(`a wrong answer: ${text}`)
  }
}

async function drain({ subject, baseURL }: TaskInput, pieces: number): Promise<void> {
  let characters = 0
  for await (const piece of subject.stream(baseURL.replace('/v1', `/pieces-${pieces}/v1`), prompt))
    characters += piece.length
  if (characters !== pieces * pieceLength)
    throw new Error(`${characters} characters of ${pieces * pieceLength}`)
}

/** 200 MiB in pieces of 16 KiB. */
const flood = { pieces: 12_800, length: 16_384 }
/** The pieces after which a slow reader takes a millisecond's rest: the server is always faster. */
const rest = 4

/** A slow reader of a flood, which `look`s now and then. */
async function sip({ subject, baseURL }: TaskInput, pieces: number, look: () => void): Promise<void> {
  const { length } = flood
  let characters = 0
  let taken = 0
  for await (const piece of subject.stream(
    baseURL.replace('/v1', `/pieces-${pieces}x${length}/v1`),
    prompt,
  )) {
    characters += piece.length
    if (++taken % rest === 0) await sleep(1)
    if (taken % (64 * rest) === 0) look()
  }
  if (characters !== pieces * length) throw new Error(`${characters} characters of ${pieces * length}`)
}

/** Each runs alone in a fresh process. */
export const tasks = {
  /** CPU per call, one after another and 64 at a time. */
  async calls(input: TaskInput): Promise<Figures> {
    const many = (times: number) =>
      Promise.all(Array.from({ length: lanes }, () => ask(input, times / lanes))).then(() => {})
    await ask(input, 500)
    const sequential = await cpu(2000, () => ask(input, 2000))
    await many(512)
    return { sequential, concurrent: await cpu(4096, () => many(4096)) }
  },

  /**
   * CPU per call in a process that has compiled what there is to compile, as a server has, and of what is done behind the answers. A
   * stubbed wire gives no timer its turn meanwhile.
   */
  async manyCalls(input: TaskInput): Promise<Figures> {
    const behind = 150
    const times = 16_384
    const one = () => ask(input, times).then(() => sleep(behind))
    const many = () =>
      Promise.all(Array.from({ length: lanes }, () => ask(input, times / lanes))).then(() => sleep(behind))
    await one()
    await many()
    return { sequential: await cpu(times, one), concurrent: await cpu(times, many) }
  },

  /** CPU per streamed piece. */
  async chunks(input: TaskInput): Promise<Figures> {
    const pieces = 2000
    for (let i = 0; i < 3; i++) await drain(input, pieces)
    const perChunk = await cpu(10 * pieces, async () => {
      for (let i = 0; i < 10; i++) await drain(input, pieces)
    })
    return { perChunk }
  },

  /** CPU per streamed piece of long answers in a process that has compiled what there is to compile, as a server has. */
  async longAnswers(input: TaskInput): Promise<Figures> {
    const pieces = 20_000
    for (let i = 0; i < 4; i++) await drain(input, pieces)
    const perChunk = await cpu(4 * pieces, async () => {
      for (let i = 0; i < 4; i++) await drain(input, pieces)
    })
    return { perChunk }
  },

  /** A flood and a slow reader: the most memory that the process ever had, in MiB. */
  async slow(input: TaskInput): Promise<Figures> {
    await sip(input, flood.pieces, () => {})
    return { peakRss: process.resourceUsage().maxRSS / 1024 }
  },

  /** Microseconds for one question asked again and again, whole and as a stream: of the fastest of many turns, since others only add. */
  async hits(input: TaskInput): Promise<Figures> {
    const fastest = async (times: number, work: () => Promise<void>): Promise<number> => {
      let best = Number.POSITIVE_INFINITY
      for (let turns = 0; turns < 40; turns++) {
        const before = performance.now()
        await work()
        best = Math.min(best, ((performance.now() - before) / times) * 1000)
      }
      return best
    }
    const streams = (pieces: number) =>
      fastest(200, async () => {
        for (let i = 0; i < 200; i++) await drain(input, pieces)
      })
    return {
      perHit: await fastest(4000, () => ask(input, 4000)),
      perShortStream: await streams(16),
      perStream: await streams(60),
    }
  },

  /** With `--expose-gc`: 10,000 equal questions at once; how many went upstream, and what is held meanwhile, in MiB. */
  async herd({ subject, baseURL }: TaskInput): Promise<Figures> {
    const live = (): number => {
      globalThis.gc?.()
      const { heapUsed, external } = process.memoryUsage()
      return (heapUsed + external) / 2 ** 20
    }
    const { fetch } = globalThis
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    let upstream = 0
    globalThis.fetch = async (...given) => {
      upstream++
      await opened
      return fetch(...given)
    }
    const before = live()
    const all = Array.from({ length: 10_000 }, () => subject.generate(baseURL, prompt))
    await turn()
    const heldMiB = live() - before
    open()
    for (const text of await Promise.all(all)) if (text !== answerText) throw new Error('a wrong answer')
    return { upstream, heldMiB }
  },

  /** Of a flood and a slow reader, with `--expose-gc`: the most that was held on to, in MiB, above what the process had before. */
  async held(input: TaskInput): Promise<Figures> {
    const live = (): number => {
      globalThis.gc?.()
      const { heapUsed, external } = process.memoryUsage()
      return (heapUsed + external) / 2 ** 20
    }
    await sip(input, 64, () => {})
    const before = live()
    let most = 0
    await sip(input, flood.pieces / 4, () => {
      most = Math.max(most, live() - before)
    })
    return { held: most }
  },

  /** Counts, which need a stubbed wire and `--expose-gc`: bytes allocated and promises made, per call and per piece. */
  async counts(input: TaskInput): Promise<Figures> {
    const pieces = 2000
    await ask(input, 400)
    for (let i = 0; i < 3; i++) await drain(input, pieces)
    return {
      bytesPerCall: await bytes(200, () => ask(input, 200)),
      promisesPerCall: await promises(200, () => ask(input, 200)),
      bytesPerChunk: await bytes(pieces, () => drain(input, pieces)),
      promisesPerChunk: await promises(pieces, () => drain(input, pieces)),
    }
  },
}

export type TaskName = keyof typeof tasks

/** The least growth of the heap of three runs (the compiler, when it is at work, adds to it), without those that met a collection. */
async function bytes(units: number, work: () => Promise<void>): Promise<number> {
  const grown: number[] = []
  for (let tries = 0; tries < 3; tries++) {
    let collections = 0
    const observer = new PerformanceObserver((list) => {
      collections += list.getEntries().length
    })
    globalThis.gc?.()
    await turn()
    observer.observe({ entryTypes: ['gc'] })
    const before = process.memoryUsage().heapUsed
    await work()
    const after = process.memoryUsage().heapUsed
    await turn()
    observer.disconnect()
    if (collections === 0) grown.push((after - before) / units)
  }
  return grown.length ? Math.min(...grown) : Number.NaN
}

async function promises(units: number, work: () => Promise<void>): Promise<number> {
  let made = 0
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') made++
    },
  }).enable()
  await work()
  hook.disable()
  return made / units
}
