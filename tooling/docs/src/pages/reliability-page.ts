import { contractFaults, FAULT_LIST } from '@aiu/testing'
import { type Outcome, outcomes } from '../contract/outcomes.ts'
import { code, list, page, table } from '../markdown.ts'
import { isForUse, knownOf } from '../providers/known.ts'
import { FOUND, MEASURED_ON, PEERS, VERSIONS } from '../reliability/peers.ts'

const INTRODUCTION = `What goes wrong between a caller and a model has a number. Each was played, by a real server on loopback, against each provider; the
cells say what came of it. They are read out of the results of the contract suites, which \`npm run docs\` runs; \`npm test\` runs them
again and fails where they say otherwise.

- **kept**: the provider did what the contract wants, in every variant of the fault that its wire has, whole and as a stream.
- Where a fault cannot be played, the cell says why. No provider leaves one out in silence: a test compares the results with the list.
- A provider asks once. Waiting and asking again (F04, F06 to F16), queues, counters and timers (F41 to F44) are what layers do; what
  they need to know is in the error, and that is tested here.
- The same faults run in workerd and in Chromium: \`packages/openai-compatible/test/edge\`.

To see one: \`npx vitest run --project node -t F28\`, or what passes over the wire: \`pnpm --filter @aiu/testing fault F28\`
([testing](testing.md)). To try your own provider: [\`@aiu/testing\`](../packages/testing/README.md).`

const OTHERS = `What other clients did about the same faults. We measured it ourselves on ${MEASURED_ON}, against a server on loopback that plays the fault
over OpenAI's chat completions (over its own wire for \`ollama\`), with each client at its default settings: for libraries, an app that
reads the text stream and then awaits the result; for SDKs, calls whole and as streams. "Hangs": nothing had come of it after 3 to
4 seconds. The column @aiu is the first table in one word.

Unlike the first table, nothing here is run again by \`npm test\`: the cells are kept by hand in
\`tooling/docs/src/reliability/peers.ts\`, with how each was played. Later versions may do better; tell us, and it is measured again.`

const cell = (outcome: Outcome | undefined): string => {
  if (outcome === 'kept') return 'kept'
  if (outcome === undefined) throw new Error('a cell is empty: run npm run docs')
  return 'cannot' in outcome ? outcome.cannot : `**broken**: ${outcome.broke}`
}

const NOT_MEASURED = 'not measured'

/** Which provider meets which fault, and how; and what others do. */
export function reliabilityPage(): string {
  const found = Object.entries(outcomes())
  const wants = new Map(contractFaults().map((fault) => [fault.id, fault.wants]))
  const ids = Object.entries(FAULT_LIST)
  const kept = (id: string): string => {
    const all = found.filter(([, { folder }]) => isForUse(folder)).map(([, { faults }]) => faults[id])
    return all.some((one) => one && typeof one === 'object' && 'broke' in one)
      ? '**broken**'
      : all.includes('kept')
        ? 'kept'
        : 'met by layers'
  }
  return page(
    'Reliability',
    'the results of the contract suites',
    INTRODUCTION,
    table(
      ['No.', 'fault', 'what the contract wants', ...found.map(([name]) => knownOf(name).label)],
      ids.map(([id, fault]) => [
        id,
        fault,
        wants.get(id) ?? 'met by layers',
        ...found.map(([, { faults }]) => cell(faults[id])),
      ]),
    ),
    `The columns are the packages \`@aiu/...\` ([what each can do](providers.md)); own-provider is \`examples/own-provider\`, the provider of the
[guide](guides/new-provider.md).`,
    '## What others do',
    OTHERS,
    table(
      ['No.', 'fault', '@aiu', ...PEERS],
      ids.map(([id, fault]) => [
        id,
        fault,
        kept(id),
        ...PEERS.map((peer) => FOUND[id]?.[peer] ?? NOT_MEASURED),
      ]),
    ),
    list(PEERS.map((peer) => `${peer === peer.toLowerCase() ? code(peer) : peer}: ${VERSIONS[peer]}`)),
  )
}
