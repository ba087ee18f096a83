import {
  AiuError,
  isAiuError,
  type LimitStore,
  type NotReserved,
  newId,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import { addressOf, unknownAddress } from './address.ts'
import { checkOptions } from './check-options.ts'
import { connection, given } from './connection.ts'
import { type End, lateWords } from './late-words.ts'
import { shareOf } from './local-share.ts'
import { encoded, keysOf } from './names.ts'
import { AGAIN_MS, reach } from './reach.ts'
import { asked, read, settled } from './reserve-words.ts'
import { type RedisCommands, scriptRunner } from './run-script.ts'
import { within } from './within.ts'

/** A change of what is known of Redis. */
export interface LimitsReport {
  readonly state: 'down' | 'up'
  /** Why it is down. */
  readonly error?: AiuError | undefined
}

interface CommonOptions {
  /**
   * What counts while Redis cannot be asked. `closed`: nothing is given, a call fails with the code `limit`. Otherwise a store of this
   * process, `memoryLimits()`, which gives a share of each limit: 1 / 4 where there are four processes.
   */
  readonly whenLost: 'closed' | { readonly local: LimitStore; readonly share: number }
  /**
   * Before every key, so that a database can be shared: letters, digits and `_.-`, with single `:` between them. Default `aiu:limits`.
   */
  readonly prefix?: string | undefined
  /** How long Redis may take, connecting included, until it is taken for lost, in ms. Default 1,000. */
  readonly patienceMs?: number | undefined
  /** Told once that Redis is lost, and once that it is back. */
  readonly onReport?: ((report: LimitsReport) => void) | undefined
}
/** Either a `url` or a `client`. */
export type RedisLimitsOptions = CommonOptions &
  (
    | {
        /** `redis://user:password@host:6379/0`, or `rediss://` over TLS. */
        readonly url: string
        readonly client?: undefined
      }
    | {
        /** Your own, of `redis` or `@redis/client`: also a cluster. It is connected, and closed, by you. */
        readonly client: RedisCommands
        readonly url?: undefined
      }
  )

export interface RedisLimits extends LimitStore, AsyncDisposable {
  reserve(key: string, request: ReserveRequest): Promise<Reserved | NotReserved>
  settle(id: string, used: Readonly<Record<string, number>>): Promise<void>
  refund(id: string): Promise<void>
  /** Forgets all that counts under a key, whoever reserved it: after its limit was changed. Rejects where Redis cannot be asked. */
  forget(key: string): Promise<void>
  /** Ends the connection, after what is under way. The process ends without it, too. The next call connects again. */
  close(): Promise<void>
}

/**
 * Counts in Redis (6.0 or later) or Valkey, for any number of processes: requests, tokens, calls at once and money, by the server's
 * clock. Exact: no stretch of time, wherever it begins, has more than the limit. Nobody waits for ever: who waits longer than he was
 * told is given way to. Connects at first use. Throws `configuration` for options that cannot be meant; `reserve` rejects with it where
 * two limits disagree.
 *
 * @example const store = redisLimits({ url: 'redis://127.0.0.1:6379', whenLost: 'closed' })
 */
export function redisLimits(options: RedisLimitsOptions): RedisLimits {
  checkOptions(options)
  const { url, client, prefix = 'aiu:limits', whenLost, patienceMs = 1_000, onReport } = options
  const { failure } = url === undefined ? unknownAddress() : addressOf(url)
  const server = url === undefined ? given(client) : connection(url, 2 * patienceMs)
  const local = whenLost === 'closed' ? undefined : shareOf(whenLost.local, whenLost.share)
  const run = scriptRunner()
  const late = lateWords()
  const instance = newId()
  const underWay = new Set<Promise<unknown>>()

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work)
    work.then(
      () => underWay.delete(work),
      () => underWay.delete(work),
    )
    return work
  }
  const { ask } = reach({
    failure,
    changed(error) {
      try {
        onReport?.(error ? { state: 'down', error } : { state: 'up' })
      } catch {}
      if (!error) void tracked(late.say(sayEnd))
    },
  })
  const script = (name: string, words: string[], sent?: () => void): Promise<unknown> =>
    tracked(
      ask(() => {
        const work = async (): Promise<unknown> => {
          const commands = await server.commands()
          sent?.()
          return run(commands, { keys: keysOf(prefix, name), arguments: words })
        }
        return within(patienceMs, work(), server.drop)
      }),
    )
  const nameOf = (id: string): string => id.slice(0, id.lastIndexOf(' '))
  const sayEnd = (id: string, end: End): Promise<unknown> => script(nameOf(id), settled(id, end))
  /** A name is never empty, and has no space; so nothing of ours is taken for the local store's, nor for nobody's. */
  const close = async (id: string, end: End): Promise<void> => {
    if (local?.owns(id)) return local.close(id, end)
    if (!nameOf(id)) return
    await sayEnd(id, end).catch(() => late.keep(id, end))
  }

  return {
    async reserve(key, request) {
      const name = encoded(key)
      const id = `${name} ${newId()}`
      const words = asked(id, instance, key, request)
      let sent = false
      let reply: unknown
      try {
        reply = await script(name, words, () => {
          sent = true
        })
      } catch (cause) {
        // It may have been taken all the same, unless the server itself refused.
        if (sent && !isAiuError(cause, 'server')) late.keep(id, undefined)
        if (local) return local.reserve(key, request)
        throw new AiuError('limit', `The limit of "${key}" cannot be counted. ${(cause as Error).message}`, {
          cause,
          hint: "Bring Redis back, or let whenLost be a share of this process's own.",
          retryAfterMs: AGAIN_MS,
        })
      }
      return read(id, key, request, reply)
    },
    settle: (id, used) => close(id, used),
    refund: (id) => close(id, undefined),
    async forget(key) {
      await script(encoded(key), ['forget', ''])
    },
    async close() {
      while (underWay.size) await Promise.allSettled(underWay)
      server.drop()
    },
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}
