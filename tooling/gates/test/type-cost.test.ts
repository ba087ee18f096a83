import { expect, test } from 'vitest'
import { check, ours, ratio, sdk, withTypes } from '../src/type-cost.ts'

const calls = 200
/** Times the SDK's. */
const ceiling = 0.8

test(
  `types: ${calls} calls take tsc at most ${ceiling} times as long as on the openai SDK`,
  { timeout: 120_000 },
  () =>
    withTypes(async (folder) => {
      const rounds: number[] = []
      // Other work on the machine may spoil a round, not three.
      do rounds.push(await ratio(folder, ours(calls), sdk(calls), 1))
      while ((rounds.at(-1) ?? 0) > ceiling && rounds.length < 3)
      expect(
        Math.min(...rounds),
        `of the rounds ${rounds.map((round) => round.toFixed(2)).join(', ')}`,
      ).toBeLessThan(ceiling)
    }),
)

test('types: an app that does not compile, or costs more, does not pass', { timeout: 120_000 }, () =>
  withTypes(async (folder) => {
    const broken = { name: 'broken', code: `import { ask } from '@aiu/core'\nask(1)` }
    await expect(check(folder, broken)).rejects.toThrow('broken does not compile')
    expect(await ratio(folder, { ...sdk(2000), name: 'more' }, sdk(10), 3)).toBeGreaterThan(ceiling)
  }),
)
