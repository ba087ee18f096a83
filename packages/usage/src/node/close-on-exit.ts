import type { UsageTracker } from '../tracker.ts'

/** What is closed; made when first asked for. */
let open: Set<Closing> | undefined
type Closing = Pick<UsageTracker, 'flush' | 'close'>

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** A process that is told to end is not kept for longer. */
const LAST_MS = 3_000

const all = (run: (tracker: Closing) => Promise<void>): Promise<unknown> =>
  Promise.allSettled([...(open ?? [])].map(run))

function off(): void {
  process.off('beforeExit', onEnd)
  process.off('exit', onExit)
  for (const signal of SIGNALS) process.off(signal, onSignal)
}
function onEnd(): void {
  const closing = all((tracker) => tracker.close())
  open?.clear()
  off()
  void closing
}
/** After `process.exit()` nothing waits any more: a store that works in this thread still takes its rows. */
function onExit(): void {
  void all((tracker) => tracker.flush(true))
}
async function onSignal(signal: NodeJS.Signals): Promise<void> {
  // An app that has a say of its own in this goes on, and ends by itself.
  if (process.listenerCount(signal) > 1) return void all((tracker) => tracker.flush())
  // The second such signal ends it at once.
  for (const one of SIGNALS) process.off(one, onSignal)
  const late = setTimeout(() => process.kill(process.pid, signal), LAST_MS)
  await all((tracker) => tracker.close())
  clearTimeout(late)
  off()
  process.kill(process.pid, signal)
}

/**
 * Closes the tracker when the process ends by itself or by SIGTERM, SIGINT or SIGHUP, so that nothing that was told is lost. An app with
 * listeners of its own for a signal ends by itself: then rows are flushed, and `process.exit()` may cut off a store that is not SQLite.
 * Gives back how to take the hooks off.
 *
 * @example const tracker = createUsageTracker({ store: sqliteUsage({ path }) }); closeOnExit(tracker)
 */
export function closeOnExit(tracker: Closing): () => void {
  open ??= new Set()
  if (!open.size) {
    process.on('beforeExit', onEnd)
    process.on('exit', onExit)
    for (const signal of SIGNALS) process.on(signal, onSignal)
  }
  open.add(tracker)
  return () => {
    open?.delete(tracker)
    if (!open?.size) off()
  }
}
