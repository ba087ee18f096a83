import type { UsageStore } from '@aiu/core'
import { frameworkHere, note, type TestFramework } from './framework.ts'
import { underRule } from './rule.ts'
import { usageChecks } from './usage-store/checks.ts'

export interface UsageStoreContractOptions {
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
}

/** An empty store, and how it is put away. */
type MadeStore = UsageStore & Partial<AsyncDisposable>

/**
 * A vitest suite: what every store of usage keeps, so that totals may be relied on. What a store lacks (`rows`, `clear`) is not asked
 * of it; one without `rows` may refuse sums by tag, and of parts of days, with the code `unsupported`, since it keeps sums of days
 * alone. A failure says what the contract wants, and why. `make` gives an empty store for each test, which is closed after it, and put
 * away where it has `Symbol.asyncDispose`.
 *
 * @example usageStoreContract('memory', () => memoryUsage())
 */
export function usageStoreContract(
  name: string,
  make: () => MadeStore | Promise<MadeStore>,
  { framework: { describe, test } = frameworkHere() }: UsageStoreContractOptions = {},
): void {
  describe(`${name} keeps the contract of usage stores`, () => {
    for (const { name: what, run, without, ...rule } of usageChecks)
      test(
        what,
        (running) =>
          underRule(rule, async () => {
            const store = await make()
            try {
              const lacking = without?.(store)
              if (lacking === undefined) await run(store)
              else note(running, { usageStoreContract: name, lacking })
            } finally {
              await store.close?.()
              await store[Symbol.asyncDispose]?.()
            }
          }),
        30_000,
      )
  })
}
