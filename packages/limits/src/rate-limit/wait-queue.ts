import {
  AiuError,
  aborted,
  type CallOptions,
  type LimitRule,
  type LimitStore,
  type NotReserved,
  type ReplyHeaders,
  type Reserved,
} from '@aiu/core'
import {
  type Awaitable,
  type Clock,
  isolatesRequests,
  mapAwaitable,
  type Opening,
  startTimer,
} from '@aiu/core/layer-kit'
import { reserveIn, tellStore } from '../store/ask-store.ts'
import { liveHolders } from './live-holders.ts'
import { serverLimits } from './server-limits.ts'

type Units = Readonly<Record<string, number>>

export interface WaitQueueOptions {
  readonly clock: Clock
  readonly store: LimitStore
  readonly key: string
  readonly limits: Readonly<Record<string, LimitRule>>
  /** The limit, in words. */
  readonly worded: string
  /** How many there may be in `perMs`. */
  readonly requests: number | undefined
  /** The unit that tokens are counted in. */
  readonly perToken: string
  /** A figure of the server that has no reset is believed for so long, too. */
  readonly perMs: number
}

/**
 * Where the calls under one key wait, the first one first. Each is woken by a timer of its own and asks the store by itself: in a worker,
 * a request that ends takes its timers and promises with it, and must not leave those behind it waiting.
 */
export interface WaitQueue {
  /**
   * The reservation's id. Rejects when the signal fires, more than `most` wait, or it cannot be had in time. With `most` below 0
   * nobody waits. `opening` is that of a stream, whose reader may leave.
   */
  take(units: Units, request: CallOptions, opening: Opening | undefined, most: number): Awaitable<string>
  settle(id: string, used: Units): void
  refund(id: string): void
  /**
   * What the server says is left bounds what is under way, until its reset, an hour at the most. Where nothing is, one may always go;
   * but where nothing is left, and the server says until when, none before that.
   */
  learn(headers: ReplyHeaders): void
  /** Nobody waits any more, nothing is held, and nothing is known that the next one should know. */
  idle(): boolean
}

interface Waiter {
  /** It came after all with a lower one. */
  readonly number: number
  /** When it is to look for its turn. One that is later than this by far died with its request. */
  dueAt: number
  /** Ends its nap. Absent while it takes none. */
  wake?: (() => void) | undefined
  /** It was taken for dead, and counts no more. */
  lost?: boolean
}

/** A call that is never settled, because nobody reads its stream to the end, gives back after so long what it holds. */
const HOLD_MS = 600_000
/** Poll interval while a call waits for another one to end, which wakes it earlier where it can. */
const POLL_MS = 50
/** Another process may settle for less meanwhile, and a request in front may die. */
const MAX_NAP_MS = 1_000
/** Those far back look less often: so many more in front make a nap longer by `MAX_NAP_MS`. */
const NAP_STEP = 100
/** A waiter that is so late, in ms, is dead. */
const MAX_LATE_MS = 100
/** How long the store may take, in ms, before a waiter that asks it is taken for dead. */
const MAX_ASKING_MS = 5_000
export function waitQueue(options: WaitQueueOptions): WaitQueue {
  const { clock, store, key, limits, worded, requests, perToken, perMs } = options
  const waiters = new Set<Waiter>()
  /** Elsewhere the first in line needs a timer, and the others are woken by it. */
  const isolated = isolatesRequests()
  const holders = isolated ? liveHolders() : undefined
  /** Calls that wait, or hold something. */
  let calls = 0
  let arrivals = 0
  /** How often something was given back. */
  let changes = 0
  const server = serverLimits(clock, perMs)
  /** When the first in line may be asked for again, as far as is known. */
  let nextAt = 0

  const refusal = (what: string, waitMs: number): AiuError =>
    new AiuError('limit', what, waitMs < Infinity ? { retryAfterMs: Math.ceil(waitMs) } : {})
  const tooLate = (waitMs: number): AiuError =>
    refusal(
      `The limit of ${worded} ${waitMs < Infinity ? `is used up for the next ${Math.ceil(waitMs)} ms` : 'never allows so much'}.`,
      waitMs,
    )
  /** `others` are under way. */
  const ask = (units: Units, others: number): Awaitable<Reserved | NotReserved> => {
    const waitMs = server.pauseMs()
    if (waitMs > 0) return { waitMs }
    if (others && !server.allows(units[perToken] as number, others)) return { waitMs: POLL_MS }
    return reserveIn(store, key, { units, limits, holdMs: HOLD_MS })
  }
  const isDead = ({ dueAt }: Waiter, now: number): boolean => isolated && now > dueAt + MAX_LATE_MS
  const wakeFirst = (): void => {
    changes++
    const now = clock.now()
    for (const waiter of waiters) {
      const dead = isDead(waiter, now)
      waiter.wake?.()
      if (!dead) return
    }
  }
  const end = (): void => {
    calls--
    wakeFirst()
  }
  const close = (tell: () => Awaitable<void>, then = end): void => void mapAwaitable(tellStore(tell), then)
  const settle = (id: string, used: Units): void => close(() => store.settle(id, used))
  const hold = (id: string): string => holders?.add(id) ?? id
  /** One that was taken for dead, and is not. */
  const countAgain = (waiter: Waiter): void => {
    if (waiter.lost) calls++
    waiter.lost = false
  }
  /** `lateMs`: how late it is itself after a nap. In a process that stood still, all are. */
  const isFirst = (waiter: Waiter, lateMs: number): boolean => {
    for (const other of waiters) {
      if (other === waiter) return true
      if (!isDead(other, clock.now() - lateMs)) return false
      waiters.delete(other)
      other.lost = true
      calls--
    }
    // It was taken for dead itself: from now on it is the last.
    countAgain(waiter)
    waiters.add(waiter)
    return waiters.size === 1
  }
  const nap = (waiter: Waiter, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = ms < Infinity ? startTimer(ms, resolve, clock) : undefined
      waiter.dueAt = clock.now() + ms
      waiter.wake = () => {
        stop?.()
        waiter.dueAt = clock.now()
        resolve()
      }
    })

  const wait = (
    units: Units,
    { signal, deadline = Number.POSITIVE_INFINITY }: CallOptions,
    left: AbortSignal | undefined,
    most: number,
    first: Awaitable<Reserved | NotReserved>,
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      let over = false
      const waiter: Waiter = { number: ++arrivals, dueAt: 0 }
      const finish = (): void => {
        over = true
        countAgain(waiter)
        waiters.delete(waiter)
        waiter.wake?.()
        for (const each of [signal, left]) each?.removeEventListener('abort', leave)
      }
      const admit = (id: string): void => {
        if (over) close(() => store.refund(id), wakeFirst)
        else {
          finish()
          resolve(hold(id))
          wakeFirst()
        }
      }
      const fail = (error: unknown): void => {
        if (over) return
        finish()
        end()
        reject(error)
      }
      const leave = (): void => fail(aborted(signal?.aborted ? signal : (left as AbortSignal)))
      const waitForTurn = async (): Promise<void> => {
        waiters.add(waiter)
        // Who has just come judges nobody: the process may have stood still.
        let lateMs = Infinity
        for (;;) {
          let ms = MAX_NAP_MS
          if (isFirst(waiter, lateMs)) {
            const before = changes
            waiter.dueAt = clock.now() + MAX_ASKING_MS
            const asked = ask(units, calls - waiters.size)
            const given = asked instanceof Promise ? await asked : asked
            if ('id' in given) return admit(given.id)
            if (over) return
            nextAt = clock.now() + given.waitMs
            if (nextAt >= deadline) return fail(tooLate(given.waitMs))
            // What they used stays as it was reserved.
            for (const id of holders?.removeDead(lateMs) ?? []) settle(id, {})
            if (changes !== before) continue
            ms = Math.min(given.waitMs, ms)
          } else if (isolated) {
            const [{ number }] = waiters as unknown as [Waiter]
            ms *= 1 + Math.floor((waiter.number - number) / NAP_STEP)
          } else ms = Infinity
          await nap(waiter, Math.min(ms, deadline - clock.now()))
          waiter.wake = undefined
          lateMs = Math.max(0, clock.now() - waiter.dueAt)
          if (over) return
          if (clock.now() >= deadline) return fail(tooLate(Math.max(1, nextAt - clock.now())))
        }
      }
      const enter = (given: Reserved | NotReserved): void => {
        if ('id' in given) admit(given.id)
        else if (over) return
        else if (most < 0 || given.waitMs >= deadline - clock.now()) fail(tooLate(given.waitMs))
        else if (waiters.size >= most)
          fail(refusal(`${most} calls wait already for the limit of ${worded}.`, given.waitMs))
        else waitForTurn().catch(fail)
      }
      for (const each of [signal, left]) each?.addEventListener('abort', leave)
      if (first instanceof Promise) first.then(enter, fail)
      else enter(first)
    })

  return {
    take(units, request, opening, most) {
      if (request.signal?.aborted) throw aborted(request.signal)
      calls++
      try {
        const { size } = waiters
        const first = size
          ? {
              waitMs:
                Math.max(1, nextAt - clock.now()) + (requests ? Math.floor(size / requests) * perMs : 0),
            }
          : ask(units, calls - 1)
        return 'id' in first ? hold(first.id) : wait(units, request, opening?.signal, most, first)
      } catch (error) {
        end()
        throw error
      }
    },
    settle(id, used) {
      if (holders?.remove(id) ?? true) settle(id, used)
    },
    refund(id) {
      if (holders?.remove(id) ?? true) close(() => store.refund(id))
    },
    learn: server.learn,
    idle: () => !calls && server.isEmpty(),
  }
}
