import { AiuError, type Attempt, type ChatResponse, type ErrorCode } from '@aiu/core'
import { type FakeClock, type FakeStep, fakeClock, fakeProvider } from '@aiu/testing'
import type { Clock } from '../../src/index.ts'

/** One that always answers with its name. */
export const well = (name: string, step: FakeStep = `${name} answers`) =>
  fakeProvider(step, { name, model: `${name}-1`, loop: true })

/** One that always fails. */
export const down = (name: string, error: ErrorCode | AiuError = 'server') =>
  fakeProvider({ error }, { name, model: `${name}-1`, loop: true })

export const limited = (retryAfterMs: number): AiuError =>
  new AiuError('rate-limit', 'Slow down.', { retryAfterMs })

/** "groq failed rate-limit" */
export const told = (attempts: readonly Attempt[] | undefined): string[] =>
  (attempts ?? []).map(({ provider, outcome, code }) => [provider, outcome, code].filter(Boolean).join(' '))

/** A clock for the layers that stands still until `fake.advance` is called. */
export function standing(): { readonly fake: FakeClock; readonly clock: Clock } {
  const fake = fakeClock()
  return { fake, clock: { now: () => fake.now, sleep: fake.sleep } }
}

export const VERBS = ['ask', 'stream'] as const
type Asker = {
  ask(prompt: string, options?: object): Promise<ChatResponse>
  stream(prompt: string, options?: object): { readonly response: Promise<ChatResponse> }
}

/** The same question, whole or as it comes. */
export const put = (ai: Asker, verb: (typeof VERBS)[number], options?: object): Promise<ChatResponse> =>
  verb === 'ask' ? ai.ask('q', options) : ai.stream('q', options).response
