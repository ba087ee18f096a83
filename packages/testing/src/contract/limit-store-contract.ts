import type { LimitStore } from '@aiu/core'
import { frameworkHere, type TestFramework } from './framework.ts'
import { limitChecks } from './limit-store/checks.ts'
import { underRule } from './rule.ts'

export interface LimitStoreContractOptions {
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
}

/** An empty store, and how it is put away. */
type MadeStore = LimitStore & Partial<AsyncDisposable>

/**
 * A vitest suite: what every store of limits keeps, so that `rateLimit` and `budget` may rely on it. Time is real, in stretches of some
 * hundred milliseconds. A failure says what the contract wants, and why. `make` gives an empty store for each test; one that has
 * `Symbol.asyncDispose` is put away after it.
 *
 * @example limitStoreContract('memory', () => memoryLimits())
 */
export function limitStoreContract(
  name: string,
  make: () => MadeStore | Promise<MadeStore>,
  { framework: { describe, test } = frameworkHere() }: LimitStoreContractOptions = {},
): void {
  describe(`${name} keeps the contract of limit stores`, () => {
    for (const { name: what, run, ...rule } of limitChecks)
      test(
        what,
        () =>
          underRule(rule, async () => {
            const store = await make()
            try {
              await run(store)
            } finally {
              await store[Symbol.asyncDispose]?.()
            }
          }),
        30_000,
      )
  })
}
