import type { CacheStore } from '@aiu/core'
import { frameworkHere, note, type TestFramework } from './framework.ts'
import { underRule } from './rule.ts'
import { storeChecks } from './store/checks.ts'

export interface CacheStoreContractOptions {
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
}

/** An empty store, and how it is put away. */
type MadeStore = CacheStore & Partial<AsyncDisposable>

/**
 * A vitest suite: what every store keeps, so that `cache` may rely on it. What a store lacks (`within`, `lease`, `entries`,
 * `statistics`) is not asked of it. A failure says what the contract wants, and why. `make` gives an empty store for each test; one
 * that has `Symbol.asyncDispose` is put away after it.
 *
 * @example cacheStoreContract('memory', () => memoryStore())
 */
export function cacheStoreContract(
  name: string,
  make: () => MadeStore | Promise<MadeStore>,
  { framework: { describe, test } = frameworkHere() }: CacheStoreContractOptions = {},
): void {
  describe(`${name} keeps the contract of cache stores`, () => {
    for (const { name: what, run, without, ...rule } of storeChecks)
      test(
        what,
        (running) =>
          underRule(rule, async () => {
            const store = await make()
            try {
              const lacking = without?.(store)
              if (lacking === undefined) await run(store)
              else note(running, { cacheStoreContract: name, lacking })
            } finally {
              await store[Symbol.asyncDispose]?.()
            }
          }),
        30_000,
      )
  })
}
