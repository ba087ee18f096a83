/** The longest that one turn of the event loop counts for, in ms, beyond the CPU time that it took. */
const MAX_IDLE_MS = 4
/** The clock stops when nobody has read it for so long, in ms of its own. */
const MAX_UNREAD_MS = 10_000

// Taken before a test puts fake timers in their place.
const { setInterval, clearInterval, performance } = globalThis
const { now } = performance
const wallMs = (): number => now.call(performance)
const { process: host } = globalThis as {
  process?: { cpuUsage?(): { readonly user: number; readonly system: number } }
}
const cpuMs = (): number => {
  const { user, system } = host?.cpuUsage?.() ?? { user: 0, system: 0 }
  return (user + system) / 1000
}

let elapsedMs = 1
let wallAt = 0
let cpuAt = 0
let readAt = 0
let ticker: ReturnType<typeof setInterval> | undefined

function advance(): void {
  const wall = wallMs()
  const cpu = cpuMs()
  elapsedMs += Math.min(wall - wallAt, Math.max(MAX_IDLE_MS, cpu - cpuAt))
  wallAt = wall
  cpuAt = cpu
}

function tick(): void {
  advance()
  if (elapsedMs - readAt < MAX_UNREAD_MS) return
  clearInterval(ticker)
  ticker = undefined
}

/**
 * A clock in ms on which a test can bound time on a machine of any speed. It runs like `performance.now()` while this process does, and
 * it stands still while the operating system runs other processes instead: a timer of 1 ms counts the turns of the event loop, and CPU
 * time counts what blocks them. It is no measure of a call that blocks without computing, as one that waits for a lock on a file does.
 */
export function loopNow(): number {
  if (ticker === undefined) {
    wallAt = wallMs()
    cpuAt = cpuMs()
    ticker = setInterval(tick, 1)
    const { unref } = ticker as { unref?(): void }
    unref?.call(ticker)
  } else advance()
  readAt = elapsedMs
  return elapsedMs
}
