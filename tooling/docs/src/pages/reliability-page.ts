import { contractFaults, FAULT_LIST } from '@aiu/testing'
import { list, page, table } from '../markdown.ts'
import { type Outcome, outcomes } from '../reliability/outcomes.ts'
import { PEERS, VERSIONS } from '../reliability/peers.ts'

const INTRODUCTION = `What goes wrong between a caller and a model has a number. Each was played, by a real server on loopback, against each provider; the
cells say what came of it. They are read out of the results of the contract suites, which \`npm run docs\` runs; \`npm test\` runs them
again and fails where they say otherwise.

- **kept**: the provider did what the contract wants, in every variant of the fault, whole and as a stream.
- Where a fault cannot be played, the cell says why.
- A provider asks once. Waiting and asking again (F04, F06 to F16), queues, counters and timers (F41 to F44) are what layers do; what
  they need to know is in the error, and that is tested here.
- The same faults run in workerd and in Chromium: \`packages/openai-compatible/test/edge\`.

To see one: \`npx vitest run --project node -t F28\`, or what passes over the wire: \`pnpm --filter @aiu/testing fault F28\`
([testing](testing.md)). To try your own provider: [\`@aiu/testing\`](../packages/testing/README.md).`

const PEERS_NOTE = `What others do was measured on 2026-11-23, against a server on loopback that plays the same fault over OpenAI's chat completions, with
each peer at its default settings. "Hangs": nothing had come of it after 3 to 4 seconds. Later versions may do
better; tell us, and it is measured again.`

const cell = (outcome: Outcome | undefined): string => {
  if (outcome === 'kept') return 'kept'
  if (outcome === undefined) throw new Error('a cell is empty: run npm run docs')
  return 'cannot' in outcome ? outcome.cannot : `**broken**: ${outcome.broke}`
}

/** Which provider meets which fault, and how; and what others do. */
export function reliabilityPage(): string {
  const found = outcomes()
  const providers = Object.keys(found)
  const wants = new Map(contractFaults().map((fault) => [fault.id, fault.wants]))
  const ids = Object.entries(FAULT_LIST)
  return page(
    'Reliability',
    'the results of the contract suites',
    INTRODUCTION,
    table(
      [
        'No.',
        'fault',
        'what the contract wants',
        ...providers.map((name) => names[name] ?? name),
        'others, as measured',
      ],
      ids.map(([id, fault]) => [
        id,
        fault,
        wants.get(id) ?? 'met by layers',
        ...providers.map((name) => cell(found[name]?.[id])),
        PEERS[id] ?? 'not measured',
      ]),
    ),
    '## How the others were measured',
    PEERS_NOTE,
    list(VERSIONS),
  )
}

/** As the packages are called. */
const names: Readonly<Record<string, string>> = {
  'openai-compatible': '`@aiu/openai-compatible`',
  local: '`@aiu/local`',
  telegraph: '`examples/own-provider`',
}
