import { createClient } from '@redis/client'
import type { RedisCommands } from './run-script.ts'

/** The way to the server. */
export interface Connection {
  /** Connects where it is not connected. Rejects with what the client said. */
  commands(): Promise<RedisCommands>
  /** It is of no use any more: what waits for it fails, the next use connects again. */
  drop(): void
}

const clientOf = (url: string, connectTimeout: number) =>
  createClient({
    url,
    // A command waits for no connection: what happens without Redis is declared.
    disableOfflineQueue: true,
    socket: {
      connectTimeout,
      // Its own attempts would keep the process from ending.
      reconnectStrategy: false,
    },
  })

interface Link {
  readonly ready: Promise<RedisCommands>
  drop(why: Error): void
}

/** One connection, which is over once anything is wrong with it. It does not keep the process from ending. */
function link(url: string, connectTimeout: number, over: () => void): Link {
  const client = clientOf(url, connectTimeout)
  let lost = false
  let fail: (why: Error) => void = () => {}
  const drop = (why: Error): void => {
    if (lost) return
    lost = true
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
  const ready = new Promise<RedisCommands>((resolve, reject) => {
    fail = reject
    client.connect().then(() => resolve(client), drop)
  })
  // Whoever waits for it is told; where nobody does, nobody is to be.
  ready.catch(() => {})
  return { ready, drop }
}

/** Made at first use, and again at the first use after it was lost. */
export function connection(url: string, connectTimeout: number): Connection {
  let current: Link | undefined
  return {
    commands() {
      if (!current) {
        const made: Link = link(url, connectTimeout, () => {
          if (current === made) current = undefined
        })
        current = made
      }
      return current.ready
    },
    drop: () => current?.drop(new Error('the connection was given up')),
  }
}

/** The app's own client, which connects by itself. */
export const given = (commands: RedisCommands): Connection => ({
  commands: async () => commands,
  drop() {},
})
