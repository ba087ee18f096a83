import type { UsageStore } from '@aiu/core'
import { frameworkHere, note, type TestFramework } from './framework.ts'
import { underRule } from './rule.ts'
import type { UsageCheck } from './usage-store/check.ts'
import { sumChecks, usageChecks } from './usage-store/checks.ts'

export interface UsageStoreContractOptions {
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
  /**
   * Makes an empty store that drops each row as soon as it is in the sums. Its sums must be exact, or refused with the code `unsupported`.
   * Give it for a store whose rows go after a while. Default: not tested.
   */
  readonly makeWithoutRows?: (() => MadeStore | Promise<MadeStore>) | undefined
}

/** An empty store, and how it is put away. */
type MadeStore = UsageStore & Partial<AsyncDisposable>

/**
 * A vitest suite: what every store of usage keeps, so that totals may be relied on. What a store lacks (`rows`, `clear`) is not asked
 * of it. A sum that only rows could tell, by tag and of parts of days, is exact or refused with the code `unsupported`: by a store without
 * `rows`, and by one whose rows are gone, which `makeWithoutRows` makes. A failure says what the contract wants, and why. `make` gives an empty store for each test, which is closed after it, and put
 * away where it has `Symbol.asyncDispose`.
 *
 * @example usageStoreContract('memory', () => memoryUsage())
 */
export function usageStoreContract(
  name: string,
  make: () => MadeStore | Promise<MadeStore>,
  { framework: { describe, test } = frameworkHere(), makeWithoutRows }: UsageStoreContractOptions = {},
): void {
  const testAll = (
    checks: readonly UsageCheck[],
    makeStore: typeof make,
    keepsRows: (store: UsageStore) => boolean,
  ): void => {
    for (const { name: what, run, without, ...rule } of checks)
      test(
        what,
        (running) =>
          underRule(rule, async () => {
            const store = await makeStore()
            try {
              const lacking = without?.(store)
              if (lacking === undefined) await run(store, keepsRows(store))
              else note(running, { usageStoreContract: name, lacking })
            } finally {
              await store.close?.()
              await store[Symbol.asyncDispose]?.()
            }
          }),
        30_000,
      )
  }
  describe(`${name} keeps the contract of usage stores`, () =>
    testAll(usageChecks, make, (store) => store.rows !== undefined))
  if (makeWithoutRows)
    describe(`${name} keeps the contract of usage stores for rows that are gone`, () =>
      testAll(sumChecks, makeWithoutRows, () => false))
}
