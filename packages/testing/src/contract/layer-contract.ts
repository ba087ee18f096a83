import type { Layer, Operation } from '@aiu/core'
import { frameworkHere, type TestFramework } from './framework.ts'
import { requestFor, streamOf } from './layer/asking.ts'
import { around, ENDS, each, type LayerBench, layerChecks } from './layer/checks.ts'
import { isStream, OPERATIONS } from './layer/probe.ts'
import { every, must, type Rule, underRule } from './rule.ts'

export interface LayerContractOptions {
  /** The operations it is about, `['chat', 'stream']`. Default: all. */
  readonly operations?: readonly Operation[] | undefined
  /** Fields of a request that it means to change, `['deadline']`. It may always put a signal of its own in place of the caller's. */
  readonly changes?: readonly string[] | undefined
  /** It only looks: `make` is given a function, which the layer calls once at each call's end. */
  readonly looks?: boolean | undefined
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
}

/** Makes a fresh layer. `ended` is for one that only looks. */
type MakeLayer = (ended: () => void) => Layer

const NOTHING_LEFT: Rule = {
  wants: 'no timer and no listener on the signal once a call has ended, however it ended',
  because: 'a signal may live for days, and a timer keeps the process from ending',
}
const ONE_END: Rule = {
  wants: 'one end told for each call, however it ended, and none for a stream nobody read',
  because: 'rows, spans and counters are made of them, and a missing one is never closed',
}

/**
 * A vitest suite: what every layer keeps, on every operation it is about, streams among them. A failure says what the contract wants,
 * and why.
 *
 * @example layerContract('log', (ended) => observe({ name: 'log', end: ended }), { looks: true })
 */
export function layerContract(name: string, make: MakeLayer, options: LayerContractOptions = {}): void {
  const {
    operations = OPERATIONS,
    changes = [],
    looks,
    framework: { describe, test } = frameworkHere(),
  } = options
  const bench: LayerBench = { operations, changes, make: () => make(() => {}) }
  describe(`${name} keeps the layer contract`, () => {
    for (const { name: what, run, ...rule } of layerChecks)
      test(what, () => underRule(rule, () => run(bench)))
    test('leaves no timer and no listener', () => underRule(NOTHING_LEFT, () => leavesNothing(bench)))
    if (looks) test('tells one end for each call', () => underRule(ONE_END, () => tellsOneEnd(bench, make)))
  })
}

async function leavesNothing(bench: LayerBench): Promise<void> {
  const { listenersOf, timersLeft } = await import('#servers')
  await each(bench, (operation) =>
    every(
      ENDS.filter(([how]) => isStream(operation) || how !== 'leaving').map(([how, run]) => [
        how,
        async () => {
          const controller = new AbortController()
          const timers = await timersLeft(() => run(bench, operation, controller))
          must(!timers, () => `${timers} timers are left.`)
          const listeners = listenersOf(controller.signal)
          // A call that was aborted has its signal's listeners behind it: it never fires again.
          must(
            !listeners || controller.signal.aborted,
            () => `${listeners} listeners are left on the signal.`,
          )
        },
      ]),
    ),
  )
}

async function tellsOneEnd(bench: LayerBench, make: MakeLayer): Promise<void> {
  let early = 0
  const { provider } = around({ ...bench, make: () => make(() => void early++) })
  streamOf(provider, 'stream', requestFor('stream'))
  must(!early, 'An end was told of a stream that nobody read.')
  await each(bench, (operation) =>
    every(
      ENDS.filter(([how]) => isStream(operation) || how !== 'leaving').map(([how, run]) => [
        how,
        async () => {
          let ends = 0
          await run({ ...bench, make: () => make(() => void ends++) }, operation, new AbortController())
          must(ends === 1, () => `${ends} ends were told.`)
        },
      ]),
    ),
  )
}
