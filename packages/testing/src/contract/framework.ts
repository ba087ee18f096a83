/** What a test is given while it runs. */
interface RunningTest {
  readonly task?: { readonly meta?: object } | undefined
}

/** What the suites need of a test framework: two functions of vitest. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown
  test(name: string, body: (running: RunningTest) => Promise<void>, timeoutMs?: number): unknown
}

/** Notes something beside the test, for reports: vitest's JSON reporter tells it as `meta`. */
export function note({ task }: RunningTest, told: object): void {
  if (task?.meta) Object.assign(task.meta, told)
}

const isFramework = (value: unknown): value is TestFramework =>
  typeof (value as TestFramework | undefined)?.describe === 'function' &&
  typeof (value as TestFramework | undefined)?.test === 'function'

/**
 * The framework whose test file is being read. vitest puts its own functions where code that is loaded by a test finds them, so this
 * package need not import it, and works where it is not installed.
 */
export function frameworkHere(): TestFramework {
  const found = [Reflect.get(globalThis, '__vitest_index__'), globalThis].find(isFramework)
  if (found) return found
  throw new TypeError(
    'A contract suite is registered in a test file of vitest. Elsewhere, hand the framework in: { framework: { describe, test } }.',
  )
}
