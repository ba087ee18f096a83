import { type AiuError, type AnyProvider, ask, isAiuError, type Prompt, stream } from '@aiu/core'
import type { FaultServer } from '../../node/fault-server.ts'
import type { FaultId } from '../../node/faults/index.ts'
import { keyIn } from '../../wire/key-in.ts'
import type { WireKit } from '../../wire/wire-kit.ts'
import { patience, until } from '../best-of.ts'
import type { Capability, Verdict } from '../capability-list.ts'
import { outputsOf } from '../outputs.ts'
import { must, show } from '../rule.ts'

/** A key that looks like none, so that only its value can be found and taken out. */
export const KEY = 'correct-horse-battery-staple-7'

/** What a check works with: a server of the wire, and providers whose server it is. */
export interface Bench {
  readonly wire: WireKit
  readonly server: FaultServer
  /** The variants of a fault that this wire has. */
  variants(id: FaultId): string[]
  /** A provider whose server answers well. */
  good(apiKey?: string): Promise<AnyProvider>
  /** A provider whose server has this fault. */
  at(id: FaultId, variant?: string): Promise<AnyProvider>
  /** What a call fails with: one of ours, fit to be shown. Anything else is a breach. */
  fails(attempt: Promise<unknown> | (() => unknown), call?: FailedCall): Promise<AiuError>
  /** The keys, and what else must not be printed, that stand in all that could be printed of a value. */
  leaks(value: unknown): string[]
  /** What a check came to about a capability. */
  prove(capability: Capability, verdict: Verdict): void
}

export interface FailedCall {
  /** Default 1; -1: as many as it likes, none too. */
  readonly requests?: number
}

/** A call that should fail and has not by then never will. */
const PATIENCE_MS = 2000

export const QUESTION = 'What is that?'

/** The whole answer of a stream, as `ask` has it. */
export const streamed = (provider: AnyProvider, prompt: Prompt = QUESTION, options: object = {}) =>
  stream(provider, prompt, options).response

/** The same question asked whole, and as a stream, each with the error that it fails with. */
export async function bothFail(
  { fails }: Bench,
  provider: AnyProvider,
  check: (error: AiuError, how: 'chat' | 'stream') => void,
  options: object = {},
  call?: FailedCall,
): Promise<void> {
  check(await fails(() => ask(provider, QUESTION, options), call), 'chat')
  check(await fails(() => streamed(provider, QUESTION, options), call), 'stream')
}

/** What a call fails with whose signal fires a moment after its request has come to the server, however long that takes. */
export async function abortedOnceAsked(
  { fails, server }: Bench,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<AiuError> {
  const controller = new AbortController()
  const before = server.requests.length
  const failed = fails(() => call(controller.signal))
  failed.catch(() => {})
  await until(() => server.requests.length > before)
  // Time for what comes of it to be read.
  await patience(50)
  controller.abort()
  return failed
}

/** Has the error one of these codes? */
export function code(error: AiuError, how: string, ...codes: readonly string[]): void {
  must(
    codes.includes(error.code),
    () => `${how} failed with ${show(error)}, not with the code ${codes.join(' or ')}.`,
  )
}

/** What a bench is made of. */
export interface Parts {
  readonly wire: WireKit
  readonly server: FaultServer
  variants(id: FaultId): string[]
  make(baseURL: string, apiKey: string): AnyProvider | Promise<AnyProvider>
  prove(capability: Capability, verdict: Verdict): void
}

export function benchOf({ wire, server, variants, make, prove }: Parts): Bench {
  /** Keys in brackets too: a short one may stand in an innocent word, but not in brackets. */
  const secrets = (): string[] => {
    const sent = server.requests.map(({ headers }) => keyIn(headers)).filter(Boolean)
    return [...new Set([KEY, ...sent.flatMap((key) => [`(${key})`, ...(key.length > 11 ? [key] : [])])])]
  }
  const leaks = (value: unknown): string[] => {
    const printed = outputsOf(value)
    return secrets().filter((secret) => printed.includes(secret))
  }
  return {
    wire,
    server,
    variants,
    leaks,
    prove,
    good: async (apiKey = KEY) => make(server.baseURL, apiKey),
    at: async (id, variant) => make(server.at(id, variant), KEY),
    async fails(attempt, { requests = 1 } = {}) {
      const before = server.requests.length
      const ended = Promise.resolve()
        .then(() => (typeof attempt === 'function' ? attempt() : attempt))
        .then(
          (value: unknown) => ({ value, error: undefined }),
          (error: unknown) => ({ value: undefined, error: error ?? new Error('nothing') }),
        )
      const outcome = await Promise.race([ended, patience(PATIENCE_MS)])
      must(outcome, `It had not ended ${PATIENCE_MS / 1000} s later.`)
      const { value, error } = outcome
      must(error !== undefined, () => {
        const { text } = Object(value) as { text?: string }
        return `It did not fail, but ended as success${text === undefined ? '' : ` with the text ${show(text)}`}.`
      })
      must(isAiuError(error), () => `It failed with ${show(error)}, which is no AiuError.`)
      const told = leaks(error)
      must(!told.length, 'The error holds the key, in its message, stack, causes or properties.')
      must(error.message.length < 700, () => `The error's message has ${error.message.length} characters.`)
      must(!error.message.includes('[object'), () => `The error says ${show(error.message)}.`)
      must(error.hint, () => `The error ${show(error)} has no hint.`)
      if (requests >= 0) {
        const made = server.requests.length - before
        must(made === requests, () => `The server got ${made} requests, not ${requests}.`)
      }
      return error
    },
  }
}
