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
import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { eachLeft } from '../headers/each-left.ts'
import { after, type Maybe } from '../maybe.ts'
import { reserveIn, tellStore } from '../store/ask-store.ts'

type Units = Readonly<Record<string, number>>

export interface LanePlan {
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

/** Where the calls under one key wait, the first one first. */
export interface Lane {
  /**
   * The reservation's id. Rejects when the signal fires, more than `most` wait, or it cannot be had in time. With `most` below 0
   * nobody waits.
   */
  take(units: Units, request: CallOptions, left: Leaving, most: number): Maybe<string>
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
/** How one leaves who waits. Set while he does. */
export interface Leaving {
  leave?: (() => void) | undefined
}

interface Waiter {
  readonly units: Units
  readonly deadline: number
  go(id: string): void
  fail(error: unknown): void
}

/** A call that is never settled, because nobody reads its stream to the end, gives back after so long what it holds. */
const HOLD_MS = 600_000
/** Nobody knows when a call ends: who waits for one asks again after so long, where he is not woken before. */
const GUESS_MS = 50
/** Another process may settle for less meanwhile. */
const MOST_NAP_MS = 1_000
/** No server is believed for longer: what it says may be wrong, and costs a refused request to find out. */
const LONGEST_MS = 3_600_000

export function lane({ clock, store, key, limits, worded, requests, perToken, perMs }: LanePlan): Lane {
  const queue = new Set<Waiter>()
  /** Calls that wait, or hold something. */
  let calls = 0
  let pausedUntil = 0
  /** What the server says is left, and when that is old. */
  const told: Record<string, readonly [left: number, until: number]> = {}
  /** When the first in line may be asked for again, as far as is known. */
  let until = 0
  /** Until then something that was told holds. */
  let known = 0
  let running = false
  let again = false
  let wake: (() => void) | undefined

  const refusal = (what: string, waitMs: number): AiuError =>
    new AiuError('limit', what, waitMs < Infinity ? { retryAfterMs: Math.ceil(waitMs) } : {})
  const tooLate = (waitMs: number): AiuError =>
    refusal(
      `The limit of ${worded} ${waitMs < Infinity ? `is used up for the next ${Math.ceil(waitMs)} ms` : 'never allows so much'}.`,
      waitMs,
    )
  /** `others` are under way. */
  const ask = (units: Units, others: number): Maybe<Reserved | NotReserved> => {
    const now = clock.now()
    const waitMs = pausedUntil - now
    if (waitMs > 0) return { waitMs }
    if (others)
      for (const what in told) {
        const [left, until] = told[what] as readonly [number, number]
        if (until > now && left < (what === '-tokens' ? (units[perToken] as number) : others + 1))
          return { waitMs: GUESS_MS }
      }
    return reserveIn(store, key, { units, limits, holdMs: HOLD_MS })
  }
  const kick = (): void => {
    again = true
    wake?.()
  }
  const end = (): void => {
    calls--
    kick()
  }
  const close = (tell: () => Maybe<void>, then = end): void => void after(tellStore(tell), then)
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = alarm(clock, ms, resolve)
      wake = () => {
        stop()
        resolve()
      }
    })
  /** Serves the first in line, as long as there is one. */
  const serve = async (): Promise<void> => {
    if (running) return
    running = true
    for (let [head] = queue; head; [head] = queue)
      try {
        again = false
        const asked = ask(head.units, calls - queue.size)
        const given = asked instanceof Promise ? await asked : asked
        if ('id' in given) {
          head.go(given.id)
          continue
        }
        until = clock.now() + given.waitMs
        if (until >= head.deadline) head.fail(tooLate(given.waitMs))
        if (!again) await nap(Math.min(given.waitMs, MOST_NAP_MS))
      } catch (error) {
        head.fail(error)
      }
    running = false
  }

  const wait = (
    units: Units,
    { signal, deadline = Number.POSITIVE_INFINITY }: CallOptions,
    own: Leaving,
    most: number,
    first: Maybe<Reserved | NotReserved>,
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      let gone = false
      let stop: (() => void) | undefined
      const free = (): void => {
        gone = true
        stop?.()
        own.leave = undefined
        queue.delete(waiter)
        signal?.removeEventListener('abort', leave)
      }
      const waiter: Waiter = {
        units,
        deadline,
        go(id) {
          if (gone)
            // It came too late.
            return close(() => store.refund(id), kick)
          free()
          resolve(id)
        },
        fail(error) {
          if (gone) return
          free()
          end()
          reject(error)
        },
      }
      const leave = (): void => waiter.fail(aborted(signal ?? { reason: undefined }))
      const enter = (given: Reserved | NotReserved): void => {
        if ('id' in given) waiter.go(given.id)
        else if (gone) return
        else if (most < 0 || given.waitMs >= deadline - clock.now()) waiter.fail(tooLate(given.waitMs))
        else if (queue.size >= most)
          waiter.fail(refusal(`${most} calls wait already for the limit of ${worded}.`, given.waitMs))
        else {
          queue.add(waiter)
          if (deadline < Infinity)
            stop = alarm(clock, deadline - clock.now(), () =>
              waiter.fail(tooLate(Math.max(1, until - clock.now()))),
            )
          void serve()
        }
      }
      own.leave = leave
      signal?.addEventListener('abort', leave)
      if (first instanceof Promise) first.then(enter, waiter.fail)
      else enter(first)
    })

  return {
    take(units, request, own, most) {
      if (request.signal?.aborted) throw aborted(request.signal)
      calls++
      try {
        const first = queue.size
          ? {
              waitMs:
                Math.max(1, until - clock.now()) + (requests ? Math.floor(queue.size / requests) * perMs : 0),
            }
          : ask(units, calls - 1)
        return 'id' in first ? first.id : wait(units, request, own, most, first)
      } catch (error) {
        end()
        throw error
      }
    },
    settle: (id, used) => close(() => store.settle(id, used)),
    refund: (id) => close(() => store.refund(id)),
    learn(headers) {
      const now = clock.now()
      for (const [of, left, ms] of eachLeft(headers)) {
        const until = now + Math.min(ms ?? perMs, LONGEST_MS)
        known = Math.max(known, until)
        if (!left && ms) pausedUntil = Math.max(pausedUntil, until)
        if (/^(-requests|-tokens)?$/.test(of)) told[of] = [left, until]
      }
    },
    idle: () => !calls && known <= clock.now(),
  }
}
