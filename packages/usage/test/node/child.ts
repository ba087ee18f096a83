import { appendFileSync } from 'node:fs'
import { createUsageTracker, memoryUsage } from '../../src/index.ts'
import { closeOnExit } from '../../src/node/index.ts'

// child.ts FILE HOW: tells three rows, or more than go in one batch, which a store writes to the file, and ends. The store may hang.
const [file = '', how] = process.argv.slice(2)
const slow = how !== 'exit'
const store = {
  ...memoryUsage(),
  append(rows: readonly { readonly id: string }[]): void | Promise<void> {
    const write = (): void => appendFileSync(file, rows.map(({ id }) => `${id}\n`).join(''))
    // As the one of SQLite: it works in this thread, and promises.
    if (!slow) return Promise.resolve(write())
    if (how === 'hang') return new Promise(() => {})
    return new Promise((resolve) => setTimeout(resolve, 30)).then(write)
  },
  close: () => appendFileSync(file, 'closed\n'),
}
// Too long for the rows to be written by themselves.
const tracker = createUsageTracker({ store, flushMs: how === 'end' ? 10 : 60_000 })
closeOnExit(tracker)
closeOnExit(createUsageTracker())
const ids = how === 'exit' ? Array.from({ length: 1_200 }, (_, at) => `${at}`) : ['a', 'b', 'c']
for (const id of ids) tracker.track({ id, provider: 'p', operation: 'chat', outcome: 'done' })
if (how === 'exit') process.exit(7)
if (how === 'own') process.on('SIGTERM', () => void tracker.close().then(() => process.exit(9)))
if (how !== 'end') {
  setInterval(() => {}, 1_000)
  process.stdout.write('ready\n')
}
