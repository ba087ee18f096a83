import { AiuError } from '@aiu/core'
import { createClient } from '@redis/client'
import { type ParsedAddress, parseAddress, type RedisAddress } from './address.ts'
import { type AnswerTimer, answerTimer, TimeoutError } from './answer-timer.ts'
import { type CircuitBreakerOptions, circuitBreaker } from './circuit-breaker.ts'
import { type FailureScope, isReply, replyScope, toAiuError } from './failure.ts'

/** The client of a connection that was made here, of `@redis/client`. */
export type RedisClient = ReturnType<typeof newClient>

export interface RedisConnectionOptions<Client> {
  /** The factory that messages name: `redisStore`. */
  readonly owner: string
  /** `redis://user:password@host:6379/0`, `rediss://` over TLS, or the same in parts. Either this or `client`. */
  readonly url?: string | URL | RedisAddress | undefined
  /** The app's own client, which the app connects and closes. */
  readonly client?: Client | undefined
  /** The commands that an app's own client must have. Absent: no such client is taken, only a `url`. */
  readonly commands?: readonly (keyof Client & string)[] | undefined
  /**
   * How long each call may take, connecting included, in ms. A call that takes longer rejects. Where nothing else was answered meanwhile,
   * the connection is given up, too, and the next call makes another.
   */
  readonly timeoutMs: number
  /** Fails calls at once while the server is lost, and reports it. Absent: each call tries the server. */
  readonly circuit?: CircuitBreakerOptions | undefined
}

export interface RedisConnection<Client> {
  /**
   * Hands the client to `work`, connecting first where needed. Rejects with `connection`, `authentication` or `server`, in the words of the
   * client or the server, without the password. `work` should send one command, so that the time limit is its own.
   */
  run<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** Ends the connection after the calls that are pending. The next call connects again. An app's own client stays as it is. */
  close(): Promise<void>
}

function newClient({ host, port, tls, username, password, database }: ParsedAddress, connectTimeout: number) {
  return createClient({
    // In parts, since the client looks the brackets of an IPv6 address in a `url` up as a name.
    socket: {
      host,
      port,
      ...(tls ? { tls } : {}),
      connectTimeout,
      // Its own attempts would keep the process from ending.
      reconnectStrategy: false,
    },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(database ? { database } : {}),
    // A command waits for no connection: the caller decides what happens without Redis.
    disableOfflineQueue: true,
    // Calls have a time limit of their own.
    commandOptions: { timeout: 0 },
    // For managed clusters that move while they are used. It would look the host up once more.
    maintNotifications: 'disabled',
  })
}

/** One connection. It is over once anything is wrong with it, and does not keep the process from ending. */
interface Link<Client> {
  readonly ready: Promise<Client>
  readonly timer: AnswerTimer
  /** Why it is over. */
  readonly lost?: Error | undefined
  drop(why: Error): void
}

function openLink(address: ParsedAddress, timeoutMs: number, onLost: () => void): Link<RedisClient> {
  // The timer is the first to give up.
  const client = newClient(address, 2 * timeoutMs)
  const { promise: ready, resolve, reject } = Promise.withResolvers<RedisClient>()
  let lost: Error | undefined
  const drop = (why: Error): void => {
    if (lost) return
    lost = why
    onLost()
    reject(why)
    client.destroy()
  }
  client.on('error', drop)
  // A connection that was dropped while it was being made would stay open.
  client.on('connect', () => {
    if (lost) client.destroy()
  })
  // Before it connects: later it would not reach the socket.
  client.unref()
  client.connect().then(() => resolve(client), drop)
  // Those who wait for it are rejected; where nobody waits, nobody is.
  ready.catch(() => {})
  return {
    ready,
    timer: answerTimer(timeoutMs, isReply),
    get lost() {
      return lost
    },
    drop,
  }
}

function ownLink<Client>(client: Client, timeoutMs: number): Link<Client> {
  return { ready: Promise.resolve(client), timer: answerTimer(timeoutMs, isReply), drop() {} }
}

function scopeOf(cause: unknown): FailureScope {
  if (cause instanceof TimeoutError) return cause.silent ? 'lost' : 'call'
  return isReply(cause) ? replyScope(cause) : 'lost'
}

/**
 * A connection to one Redis (6.0 or later) or Valkey, made at first use, and again at the next use after it was lost. Throws `configuration`
 * for options that are invalid.
 *
 * @example
 * const redis = redisConnection<RedisClient>({ owner: 'myStore', url: 'redis://[::1]:6379', timeoutMs: 1_000 })
 * await redis.run((client) => client.get('key'))
 */
export function redisConnection<Client>({
  owner,
  url,
  client,
  commands,
  timeoutMs,
  circuit,
}: RedisConnectionOptions<Client>): RedisConnection<Client> {
  const refuse = (what: string, hint?: string): never => {
    throw new AiuError('configuration', `${owner}: ${what}`, { hint })
  }
  if (commands && (url === undefined) === (client === undefined)) refuse('give either a url or a client.')
  const missing = client && commands?.some((name) => typeof client[name] !== 'function')
  if (commands && missing)
    refuse(`client has no ${commands.join(' and ')}.`, 'Give a client of the package redis or @redis/client.')
  const address = client ? undefined : parseAddress(owner, url as string)
  const name = address ? `Redis at ${address.name}` : 'Redis'
  const breaker = circuit && circuitBreaker(circuit)
  let current: Link<Client> | undefined = client ? ownLink(client, timeoutMs) : undefined

  const connect = (given: ParsedAddress): Link<Client> => {
    const link: Link<RedisClient> = openLink(given, timeoutMs, () => {
      if (current === opened) current = undefined
    })
    // Stores ask for the commands they use, all of which the client has.
    const opened = link as unknown as Link<Client>
    return opened
  }
  const attempt = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    current ??= connect(address as ParsedAddress)
    const link = current
    try {
      return await link.timer.run(async () => work(await link.ready))
    } catch (cause) {
      if (cause instanceof TimeoutError && cause.silent) link.drop(cause)
      const { lost } = link
      // What the server answered stands, though the connection may have been lost a moment later.
      const why = lost && !isReply(cause) ? lost : cause
      const scope = lost && why === lost ? 'lost' : scopeOf(why)
      throw toAiuError(name, address?.secrets ?? [], why, scope)
    }
  }
  return {
    run: (work) => (breaker ? breaker.run(() => attempt(work)) : attempt(work)),
    async close() {
      const closing = current
      if (!closing || client) return
      current = undefined
      await closing.timer.idle()
      closing.drop(new Error('the connection was closed'))
    },
  }
}
