import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type RedisServer, type RedisServerOptions, redisServer } from '@aiu/testing/node'
import { afterAll, onTestFinished } from 'vitest'

const MISSING = 'redis-server is missing: apt-get install redis-server'

const { REDIS_URL, CI } = process.env

/** A server of this test file's own; `undefined` where there is none, but in CI, which installs it. */
async function started(options?: RedisServerOptions): Promise<RedisServer | undefined> {
  const server = await redisServer(options)
  if (!server && CI === 'true') throw new Error(MISSING)
  return server
}

let own: Promise<RedisServer | undefined> | undefined

/** The Redis of `REDIS_URL`, else one of this test file's own, for tests that need not have it to themselves. */
export async function anyRedis(): Promise<{ readonly url: string } | undefined> {
  if (REDIS_URL) return { url: REDIS_URL }
  if (!own) {
    own = started()
    // The next test file may run in the same process.
    afterAll(async () => {
      const server = await own
      own = undefined
      await server?.[Symbol.asyncDispose]()
    })
  }
  return own
}

/** Can a server be started here? */
export async function canStart(): Promise<boolean> {
  const server = await started()
  await server?.[Symbol.asyncDispose]()
  return !!server
}

/** A server that the running test may kill or freeze. */
export async function ownRedis(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await started(options)
  if (!server) throw new Error(MISSING)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return server
}

/** Whether this machine has an IPv6 loopback; tests that need it say on a line of their own where it has not. */
export const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1')

/** Lets a server listen on `::1`, too. It must be of Redis 7.0 or later, and want no password. */
export function listenOnIPv6({ port }: RedisServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('CONFIG SET bind "127.0.0.1 ::1"\r\n'))
    socket.once('error', reject)
    socket.once('data', (reply) => {
      socket.destroy()
      if (`${reply}`.startsWith('+OK')) resolve()
      else reject(new Error(`redis-server does not listen on ::1: ${reply}`))
    })
  })
}

/** The name of a suite: says so where it is skipped. */
export const named = (name: string, there: unknown): string => (there ? name : `${name} (${MISSING})`)

let made = 0
/** For a test of its own in a database that is shared. */
export const freshPrefix = (): string => `test:${process.pid}:${Date.now()}:${made++}`
