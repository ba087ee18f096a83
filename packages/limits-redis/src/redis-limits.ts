import {
  AiuError,
  isAiuError,
  type LimitStore,
  type NotReserved,
  newId,
  type Reserved,
  type ReserveRequest,
} from '@aiu/core'
import { checkPrefix, failureScope, type RedisAddress, redisConnection } from '@aiu/redis-client'
import { shareOf } from './local-share.ts'
import { pendingSettlements, type Settlement } from './pending-settlements.ts'
import { type RedisCommands, scriptRunner } from './run-script.ts'
import { encodeKey, parseReply, reserveArgs, scriptKeys, settleArgs } from './script-args.ts'

/** While Redis is lost, one call tries it again after this time, in ms. */
const RETRY_MS = 1_000

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
  /**
   * How long Redis may take for each call, connecting included, in ms. Where it answers nothing else meanwhile, it is lost; otherwise that
   * call alone fails. Default 1,000.
   */
  readonly patienceMs?: number | undefined
  /** Called once when Redis is lost, or refuses to count for everybody, and once when it is back. */
  readonly onReport?: ((report: LimitsReport) => void) | undefined
}
/** Either a `url` or a `client`. */
export type RedisLimitsOptions = CommonOptions &
  (
    | {
        /** `redis://user:password@host:6379/0`, `rediss://` over TLS, or the same in parts: `{ host: '::1', port: 6379 }`. */
        readonly url: string | URL | RedisAddress
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
  const { url, client, prefix = 'aiu:limits', whenLost, patienceMs = 1_000, onReport } = options ?? {}
  const redis = redisConnection<RedisCommands>({
    owner: 'redisLimits',
    url,
    client,
    commands: ['eval', 'evalSha'],
    timeoutMs: patienceMs,
    circuit: {
      retryMs: RETRY_MS,
      onChange: (error) => onReport?.(error ? { state: 'down', error } : { state: 'up' }),
    },
  })
  checkPrefix('redisLimits', prefix)
  checkOptions(whenLost, patienceMs)
  const local = whenLost === 'closed' ? undefined : shareOf(whenLost.local, whenLost.share)
  const runScript = scriptRunner()
  const pending = pendingSettlements()
  const instance = newId()
  const underWay = new Set<Promise<unknown>>()

  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work)
    const remove = (): void => void underWay.delete(work)
    work.then(remove, remove)
    return work
  }
  const call = async (name: string, args: string[], onSend?: () => void): Promise<unknown> => {
    const reply = await redis.run((commands) => {
      onSend?.()
      return runScript(commands, { keys: scriptKeys(prefix, name), arguments: args })
    })
    // Redis answers: whatever it did not get while it was lost can be sent now.
    if (pending.size) void track(pending.flush(sendSettlement))
    return reply
  }
  const script = (name: string, args: string[], onSend?: () => void) => track(call(name, args, onSend))
  const nameOf = (id: string): string => id.slice(0, id.lastIndexOf(' '))
  const sendSettlement = async (id: string, settlement: Settlement): Promise<void> => {
    try {
      await script(nameOf(id), settleArgs(id, settlement))
    } catch (error) {
      // What Redis itself refused of this one alone, it would refuse again.
      if (failureScope(error) !== 'call' || isAiuError(error, 'connection')) throw error
    }
  }
  /** A name is never empty, and has no space; so an id of this store is never taken for one of the local store, or of nobody. */
  const settle = async (id: string, settlement: Settlement): Promise<void> => {
    if (local?.owns(id)) return local.settle(id, settlement)
    if (nameOf(id)) await sendSettlement(id, settlement).catch(() => pending.add(id, settlement))
  }

  return {
    async reserve(key, request) {
      const name = encodeKey(key)
      const id = `${name} ${newId()}`
      const args = reserveArgs(id, instance, key, request)
      let sent = false
      let reply: unknown
      try {
        reply = await script(name, args, () => {
          sent = true
        })
      } catch (cause) {
        // Redis may have reserved it all the same, unless it answered that it did not.
        if (sent && isAiuError(cause, 'connection')) pending.add(id, undefined)
        if (local) return local.reserve(key, request)
        throw new AiuError('limit', `The limit of "${key}" cannot be counted. ${(cause as Error).message}`, {
          cause,
          hint: "Bring Redis back, or let whenLost be a share of this process's own.",
          retryAfterMs: RETRY_MS,
        })
      }
      return parseReply(id, key, request, reply)
    },
    settle,
    refund: (id) => settle(id, undefined),
    async forget(key) {
      await script(encodeKey(key), ['forget', ''])
    },
    async close() {
      while (underWay.size) await Promise.allSettled(underWay)
      await redis.close()
    },
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}

/** Throws `configuration` for what is invalid, but for the address, the client and the prefix. */
function checkOptions(whenLost: unknown, patienceMs: number): void {
  const refuse = (what: string, hint?: string): never => {
    throw new AiuError('configuration', `redisLimits: ${what}`, { hint })
  }
  if (!(Number.isFinite(patienceMs) && patienceMs >= 1)) refuse(`patienceMs is ${patienceMs}, not 1 or more.`)
  if (whenLost === 'closed') return
  const { local, share = Number.NaN } = Object(whenLost) as { local?: unknown; share?: number }
  if (typeof Object(local).reserve !== 'function')
    refuse(
      "whenLost is neither 'closed' nor { local, share }.",
      'Say what happens while Redis cannot be asked: { local: memoryLimits(), share: 1 / 4 } for four processes.',
    )
  if (!(share > 0 && share <= 1)) refuse(`share is ${share}, not above 0 and at most 1.`)
}
