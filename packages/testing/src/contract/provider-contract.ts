import type { Provider } from '@aiu/core'
import { FAULT_LIST } from '../fault-list.ts'
import { chatCompletionsWire } from '../wire/chat-completions.ts'
import type { WireKit } from '../wire/wire-kit.ts'
import { frameworkHere, type TestFramework } from './framework.ts'
import { checks, faultChecks } from './provider/all.ts'
import { type Bench, benchOf } from './provider/bench.ts'
import { type InProcess, inProcessChecks } from './provider/in-process.ts'
import { must, type Rule, show, underRule } from './rule.ts'

/** What a provider is to be made for. */
export interface ContractServer {
  /** Where its server is; another one for each fault. Empty with `wire: 'none'`. */
  readonly baseURL: string
  /** A key to use. The suite looks for it wherever it must not stand. */
  readonly apiKey: string
  /** A cap for replies, lines and events, for providers that let one set it: the faults of size then cost less time. */
  readonly maxReplyBytes: number
}

export interface ProviderContractOptions {
  /** How the provider's servers speak. `none`: it has no server, the model runs in the process. Default: chat completions. */
  readonly wire?: WireKit | 'none' | undefined
  /** The provider's entry as a URL: it is imported in a process of its own, where it may read no setting. */
  readonly entry?: string | URL | undefined
  /** With `wire: 'none'`: options that make an answer long enough to be left in its middle, `{ maxTokens: 500 }`. */
  readonly long?: object | undefined
  /** Default: vitest, whose test file this is called in. */
  readonly framework?: TestFramework | undefined
}

type Make<P> = (server: ContractServer) => P | Promise<P>

/** What the contract asks of a provider about a fault of the list, and why it cannot ask one of this wire. */
export interface ContractFault extends Rule {
  readonly id: string
  readonly fault: string
  readonly without: string | undefined
}

/** Every fault that `providerContract` plays, and what it wants. */
export const contractFaults = (wire: WireKit = chatCompletionsWire): readonly ContractFault[] =>
  faultChecks().map(({ id, wants, because, without }) => ({
    id,
    fault: FAULT_LIST[id],
    wants,
    because,
    without: without?.(wire),
  }))

/**
 * A vitest suite: what every provider keeps, faults included, against a real server on loopback that speaks its wire. Each fault is
 * a test that begins with its number, so that `vitest -t F28` runs one alone. A failure says what the contract wants, and why.
 *
 * @example providerContract('mine', ({ baseURL }) => mine({ baseURL, apiKey: 'test' }))
 */
export function providerContract<P extends Provider>(
  name: string,
  make: Make<P>,
  options: ProviderContractOptions = {},
): void {
  const { wire = chatCompletionsWire, entry, framework: { describe, test } = frameworkHere() } = options
  describe(`${name} keeps the provider contract`, () => {
    if (entry !== undefined)
      test('importing it reads nothing', () => underRule(QUIET, () => importsQuietly(entry)), 20_000)
    if (wire === 'none') return inProcess(make, options, test)
    for (const { name: what, without, run, ...rule } of checks())
      if (!without?.(wire)) test(what, () => underRule(rule, () => withBench(wire, make, run)))
    for (const { id, without, run, ...rule } of faultChecks())
      if (!without?.(wire))
        test(`${id} ${FAULT_LIST[id]}`, () => underRule(rule, () => withBench(wire, make, run)), 20_000)
  })
}

const QUIET: Rule = {
  wants: 'an import to read no environment variable, to ask for nothing, and to let the process end',
  because: 'a key belongs to whoever makes a provider, and is looked up no earlier than it is used',
}

async function importsQuietly(entry: string | URL): Promise<void> {
  const { readAtImport } = await import('#servers')
  const read = await readAtImport(entry)
  must(!read.length, () => `Its import reads ${read.join(', ')}.`)
}

/** Runs one check with a server of its own, after which nothing may be open and nothing have gone elsewhere. */
async function withBench(
  wire: WireKit,
  make: Make<Provider>,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { faultServer, variantsOf } = await import('#servers')
  await using server = await faultServer({ wire })
  await run(
    benchOf({
      wire,
      server,
      variants: (id) => variantsOf(id, wire),
      make: (baseURL, apiKey) => make({ baseURL, apiKey, maxReplyBytes: 1_000_000 }),
    }),
  )
  await server
    .quiet(2000)
    .catch((error: Error) => must(false, `A connection was left open. ${error.message}`))
  const { requests } = server.elsewhere
  must(!requests.length, () => `Another host was asked: ${show(requests.map(({ path }) => path))}`)
}

/** One model for the whole suite: loading one may take long. */
function inProcess(
  make: Make<Provider>,
  { long = {} }: ProviderContractOptions,
  test: TestFramework['test'],
): void {
  let made: Promise<Provider> | undefined
  const provider = (): Promise<Provider> => {
    made ??= Promise.resolve(make({ baseURL: '', apiKey: '', maxReplyBytes: 1_000_000 }))
    return made
  }
  const all = inProcessChecks()
  for (const [index, { name, run, ...rule }] of all.entries())
    test(name, async () => {
      try {
        await underRule(rule, async () => run({ provider: await provider(), long } satisfies InProcess))
      } finally {
        if (index === all.length - 1) await disposed(await provider())
      }
    }, 60_000)
}

/** Frees what it holds, where it says how. */
const disposed = async (provider: Provider & Partial<AsyncDisposable>): Promise<void> =>
  provider[Symbol.asyncDispose]?.()
