import { type AnyProvider, ask, isAiuError, type Prompt, type Warning } from '@aiu/core'
import type { RecordedRequest } from '../../node/loopback-server.ts'
import type { Verdict } from '../capability-list.ts'
import { must, same, show } from '../rule.ts'
import { type Bench, QUESTION, streamed } from './bench.ts'

/** What is asked, and how it is seen to have arrived. */
export interface Carrying {
  /** As it stands in a failure: "The schema". */
  readonly what: string
  readonly prompt?: Prompt | undefined
  readonly options?: object | undefined
  readonly arrived: (request: RecordedRequest) => boolean
  /** The request's field, where it may be left out if a warning names it. Default: leaving it out asks another question. */
  readonly field?: string | undefined
}

type Carried = Extract<Verdict, 'yes' | 'refused' | 'warned'>

/** Whole and as a stream: it arrives at the server, or is refused as `unsupported` before anything is sent. */
export async function carried(
  bench: Bench,
  provider: AnyProvider,
  { what, prompt = QUESTION, options = {}, arrived, field }: Carrying,
): Promise<Carried> {
  const once = async (call: typeof ask | typeof streamed, how: string): Promise<Carried> => {
    const sent = bench.server.requests.length
    let warnings: readonly Warning[]
    try {
      ;({ warnings } = await call(provider, prompt, options))
    } catch (error) {
      unsupported(error, bench.server.requests.length - sent)
      return 'refused'
    }
    const last = bench.server.requests.at(-1)
    if (last && arrived(last)) return 'yes'
    const warned = field && warnings.some(({ code, message }) => `${code} ${message}`.includes(field))
    const unwarned = field ? `, and no warning names ${field}` : ''
    must(warned, () => `${what} did not reach the server${how}${unwarned}.`)
    return 'warned'
  }
  const whole = await once(ask, '')
  const pieces = await once(streamed, ' when it was asked to stream')
  must(whole === pieces, () => `${what}: ${whole} for a whole answer, ${pieces} for a stream.`)
  return whole
}

/** It was refused in the right way: with the right code, and before anything was sent. */
export function unsupported(error: unknown, sent = 0): void {
  must(
    isAiuError(error, 'unsupported'),
    () => `It failed with ${show(error)}, not with the code unsupported.`,
  )
  must(!sent, 'It was refused after a request had been sent.')
}

/** Carried to the server, or refused as `unsupported` before anything is sent. True: it was carried. */
export async function carriedOrRefused(
  provider: AnyProvider,
  { server }: { readonly server?: Bench['server'] },
  prompt: Prompt,
  options: object,
): Promise<boolean> {
  const sent = server?.requests.length ?? 0
  try {
    await ask(provider, prompt, options)
    return true
  } catch (error) {
    unsupported(error, (server?.requests.length ?? 0) - sent)
    return false
  }
}

/** The last request holds each of these. */
export const reached = ({ server }: Bench, ...words: readonly string[]): void => {
  const { text = '', path = '' } = server.requests.at(-1) ?? {}
  for (const word of words)
    must(text.includes(word) || path.includes(word), () => `${show(word)} did not reach the server.`)
}

/** Does this value stand anywhere in a body? */
export const holds = (body: unknown, value: unknown): boolean =>
  body === value ||
  (typeof body === 'object' && body !== null && Object.values(body).some((inner) => holds(inner, value)))

/** The bodies of a question, whole and as a stream; asked again, they are the same. */
export async function bodiesOf(bench: Bench, provider: AnyProvider, options: object): Promise<string[]> {
  const bodies = async (): Promise<string[]> => {
    for (const call of [ask, streamed]) await call(provider, QUESTION, options)
    return bench.server.requests.slice(-2).map(({ text }) => text)
  }
  const [first, again] = [await bodies(), await bodies()]
  must(same(first, again), () => `The same question, asked twice, had two bodies: ${show([first, again])}`)
  return first
}
