import { type FakeClock, fakeClock } from '@aiu/testing'
import type { Clock } from '../src/index.ts'

/** A clock that stands still until it is advanced, as layers take one. */
export function fakeTime(): FakeClock & { readonly clock: Clock } {
  const fake = fakeClock()
  return Object.assign(Object.create(fake), {
    clock: { now: () => fake.now, sleep: fake.sleep },
  })
}
