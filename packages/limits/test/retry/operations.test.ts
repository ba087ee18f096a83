import { AiuError, type AnyProvider, type Attempt, CALL_OPERATIONS, STREAM_OPERATIONS, wrap } from '@aiu/core'
import { expect, test } from 'vitest'
import { retry } from '../../src/index.ts'
import { eagerClock } from '../time/eager-clock.ts'

/** Fails once in whatever it is asked for. */
const failsOnce = () => {
  let asked = 0
  const fail = (): void => {
    if (++asked === 1) throw new AiuError('server', 'Not now.', { status: 503 })
  }
  const call = async (): Promise<object> => {
    fail()
    return { parts: [], finishReason: 'stop' }
  }
  const iterate = async function* () {
    fail()
    yield { type: 'finish', finishReason: 'stop' }
  }
  const methods = [
    ...CALL_OPERATIONS.map((name) => [name, call]),
    ...STREAM_OPERATIONS.map((name) => [name, iterate]),
  ]
  const provider = { name: 'p', ...Object.fromEntries(methods) } as AnyProvider
  return { provider: wrap(provider, retry({ clock: eagerClock() })), asked: () => asked }
}

test.each(CALL_OPERATIONS)('%s is tried again', async (operation) => {
  const { provider, asked } = failsOnce()
  const outcomes: string[] = []
  await provider[operation]?.({ onAttempt: ({ outcome }: Attempt) => void outcomes.push(outcome) } as never)
  expect(asked()).toBe(2)
  expect(outcomes).toEqual(['failed', 'done'])
})

test.each(STREAM_OPERATIONS)('%s is tried again', async (operation) => {
  const { provider, asked } = failsOnce()
  const types: string[] = []
  for await (const { type } of provider[operation]?.({} as never) ?? []) types.push(type)
  expect(asked()).toBe(2)
  expect(types).toEqual(['finish'])
})
