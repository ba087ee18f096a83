import type { Capability, TestFramework, Verdict } from '@aiu/testing'

/** What a suite's tests came to. */
export interface SuiteRun {
  readonly passed: readonly string[]
  /** By the test's name, what it failed with. */
  readonly failed: Readonly<Record<string, string>>
  /** What was proved, by capability. */
  readonly capabilities: Readonly<Partial<Record<Capability, Verdict>>>
}

/** How many tests run side by side: they mostly wait. */
const AT_ONCE = 6

export interface SuiteOptions {
  /** The tests to run, by name. Default: all. */
  readonly only?: (name: string) => boolean
  /** Those that, once they failed, are run again alone, since what runs beside may have disturbed them. Default: none. */
  readonly again?: (name: string) => boolean
}

/** Registers a suite in a framework of its own, and runs its tests here. */
export async function runSuite(
  register: (framework: TestFramework) => void,
  { only = () => true, again = () => false }: SuiteOptions = {},
): Promise<SuiteRun> {
  type Meta = { capabilities?: SuiteRun['capabilities'] }
  const tests: (readonly [name: string, body: (meta: Meta) => Promise<void>])[] = []
  register({
    describe: (_name, body) => body(),
    test: (name, body) => tests.push([name, (meta) => body({ task: { meta } })]),
  })
  const failed: Record<string, string> = {}
  const capabilities: Partial<Record<Capability, Verdict>> = {}
  const run = async (queue: Iterable<(typeof tests)[number]>): Promise<void> => {
    for (const [name, body] of queue) {
      const meta: Meta = {}
      delete failed[name]
      try {
        await body(meta)
      } catch (error) {
        failed[name] = error instanceof Error ? error.message : String(error)
      }
      Object.assign(capabilities, meta.capabilities)
    }
  }
  const asked = tests.filter(([name]) => only(name))
  const queue = asked.values()
  await Promise.all(Array.from({ length: AT_ONCE }, () => run(queue)))
  await run(asked.filter(([name]) => name in failed && again(name)))
  const passed = asked.map(([name]) => name).filter((name) => !(name in failed))
  return { passed, failed, capabilities }
}
