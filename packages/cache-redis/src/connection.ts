import { createClient } from '@keyv/redis'
import { type Watch, watch } from './watch.ts'

export type Client = ReturnType<typeof clientOf>

/** The way to the server. */
export interface Connection {
  /** Connects where it is not connected. Rejects with what the client, or the server, said. */
  run<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** When what is under way has ended. */
  close(): Promise<void>
}

/** A server that is silent for so long while it is asked something is taken for lost, in ms. */
const SILENCE_MS = 1_000

const clientOf = (url: string) =>
  createClient({
    url,
    // A command waits for no connection: `cache` goes on without the store.
    disableOfflineQueue: true,
    socket: {
      // Of those that were dropped: `watch` is the first to tell.
      connectTimeout: 2 * SILENCE_MS,
      // Its own attempts, and its pings, would keep the process from ending.
      reconnectStrategy: false,
    },
  })

interface Link {
  readonly ready: Promise<Client>
  readonly watched: Watch
  /** Why it is lost. */
  readonly lost?: Error | undefined
  drop(why: Error): void
}

/** One connection, which is over once anything is wrong with it. */
function link(url: string, over: () => void): Link {
  const client = clientOf(url)
  let lost: Error | undefined
  let fail: (why: Error) => void = () => {}
  const drop = (why: Error): void => {
    if (lost) return
    lost = why
    over()
    fail(why)
    client.destroy()
  }
  client.on('error', drop)
  // One that was dropped while it was being made would be left open.
  client.on('connect', () => {
    if (lost) client.destroy()
  })
  client.unref()
  const ready = new Promise<Client>((resolve, reject) => {
    fail = reject
    client.connect().then(() => resolve(client), drop)
  })
  return {
    ready,
    watched: watch(SILENCE_MS, () => drop(new Error(`no answer for ${SILENCE_MS} ms`))),
    get lost() {
      return lost
    },
    drop,
  }
}

/** Made at first use, and again at the first use after it was lost. It does not keep the process from ending but while it is used. */
export function connection(url: string): Connection {
  let current: Link | undefined
  const connected = (): Link => {
    if (current) return current
    const made: Link = link(url, () => {
      if (current === made) current = undefined
    })
    current = made
    return made
  }
  return {
    async run(work) {
      const own = connected()
      own.watched.begin()
      try {
        return await work(await own.ready)
      } catch (cause) {
        throw own.lost ?? cause
      } finally {
        own.watched.end()
      }
    },
    async close() {
      const closing = current
      current = undefined
      await closing?.watched.idle()
      closing?.drop(new Error('it was closed'))
    },
  }
}
