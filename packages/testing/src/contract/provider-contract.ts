import type { Provider } from '@aiu/core'
import { FAULT_LIST, NOT_OF_PROVIDERS } from '../fault-list.ts'
import { chatCompletionsWire } from '../wire/chat-completions.ts'
import type { WireKit } from '../wire/wire-kit.ts'
import type { Capability, Verdict } from './capability-list.ts'
import { frameworkHere, note, type TestFramework } from './framework.ts'
import { checks, faultChecks, inProcessChecks } from './provider/all.ts'
import { type Bench, benchOf } from './provider/bench.ts'
import type { InProcess } from './provider/in-process-bench.ts'
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
    const told = { providerContract: name, without: notAsked(wire) }
    const add: Add = (what, rule, run, withinMs) =>
      test(
        what,
        (running) => {
          const capabilities: Partial<Record<Capability, Verdict>> = {}
          note(running, { ...told, capabilities })
          return underRule(rule, () =>
            run((capability, verdict) => {
              capabilities[capability] = verdict
            }),
          )
        },
        withinMs,
      )
    if (entry !== undefined) add('importing it reads nothing', QUIET, () => importsQuietly(entry), 20_000)
    if (wire === 'none') return inProcess(make, options, add)
    for (const check of checks())
      if (!check.without?.(wire)) add(check.name, check, (prove) => withBench(wire, make, prove, check.run))
    for (const check of faultChecks())
      if (!check.without?.(wire))
        add(
          `${check.id} ${FAULT_LIST[check.id]}`,
          check,
          (prove) => withBench(wire, make, prove, check.run),
          20_000,
        )
  })
}

/** Adds a test under a rule. */
type Add = (what: string, rule: Rule, run: (prove: Prove) => Promise<void>, withinMs?: number) => void

/** Notes what a test came to about a capability. */
type Prove = (capability: Capability, verdict: Verdict) => void

/** Faults of the list that a provider of this wire is not tried with, and why. */
function notAsked(wire: WireKit | 'none'): Readonly<Record<string, string>> {
  if (wire === 'none') {
    const played = inProcessChecks().map(({ name }) => name.slice(0, 3))
    const rest = Object.keys(FAULT_LIST).filter((id) => !played.includes(id))
    const none = Object.fromEntries(rest.map((id) => [id, 'no wire: the model is in the process']))
    return { ...none, ...NOT_OF_PROVIDERS, F41: 'its own line of calls is for its own tests' }
  }
  const reasons = faultChecks().flatMap(({ id, without }) => {
    const reason = without?.(wire)
    return reason === undefined ? [] : [[id, reason] as const]
  })
  return { ...NOT_OF_PROVIDERS, ...Object.fromEntries(reasons) }
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
  prove: Prove,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const { faultServer, variantsOf } = await import('#servers')
  const server = await faultServer({ wire })
  try {
    await run(
      benchOf({
        wire,
        server,
        variants: (id) => variantsOf(id, wire),
        prove,
        make: (baseURL, apiKey) => make({ baseURL, apiKey, maxReplyBytes: 1_000_000 }),
      }),
    )
    await server
      .quiet(2000)
      .catch((error: Error) => must(false, `A connection was left open. ${error.message}`))
    const { requests } = server.elsewhere
    must(!requests.length, () => `Another host was asked: ${show(requests.map(({ path }) => path))}`)
  } finally {
    await server.close()
  }
}

/** One model for the whole suite: loading one may take long. */
function inProcess(make: Make<Provider>, { long = {} }: ProviderContractOptions, add: Add): void {
  let made: Promise<Provider> | undefined
  const provider = (): Promise<Provider> => {
    made ??= Promise.resolve(make({ baseURL: '', apiKey: '', maxReplyBytes: 1_000_000 }))
    return made
  }
  const all = inProcessChecks()
  for (const check of all) {
    const run = async (prove: Prove): Promise<void> => {
      try {
        await check.run({ provider: await provider(), long, prove } satisfies InProcess)
      } finally {
        if (check === all.at(-1)) await disposed(await provider())
      }
    }
    add(check.name, check, run, 60_000)
  }
}

/** Frees what it holds, where it says how. */
const disposed = async (provider: Provider & Partial<AsyncDisposable>): Promise<void> =>
  provider[Symbol.asyncDispose]?.()
