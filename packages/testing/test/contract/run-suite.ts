import type { TestFramework } from '@aiu/testing'

/** What a suite's tests came to. */
export interface SuiteRun {
  readonly passed: readonly string[]
  /** By the test's name, what it failed with. */
  readonly failed: Readonly<Record<string, string>>
}

/** How many tests run side by side: they mostly wait. */
const AT_ONCE = 6

/** Registers a suite in a framework of its own, and runs its tests here. */
export async function runSuite(register: (framework: TestFramework) => void): Promise<SuiteRun> {
  const tests: (readonly [name: string, body: () => Promise<void>])[] = []
  register({
    describe: (_name, body) => body(),
    test: (name, body) => tests.push([name, () => body({})]),
  })
  const passed: string[] = []
  const failed: Record<string, string> = {}
  const queue = tests.values()
  const work = async (): Promise<void> => {
    for (const [name, body] of queue) {
      try {
        await body()
        passed.push(name)
      } catch (error) {
        failed[name] = error instanceof Error ? error.message : String(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { passed, failed }
}
