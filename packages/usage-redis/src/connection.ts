import { createClient } from '@redis/client'

export type Client = ReturnType<typeof clientOf>

/** The way to the server. It does not keep the process from ending. */
export interface Connection {
  /** Connects where it is not connected. */
  client(): Promise<Client>
  /** Gives up the connection of a client, or the one there is; the next use connects again. */
  drop(client?: Client | undefined): void
}

const clientOf = (url: string, connectTimeout: number) =>
  createClient({
    url,
    // A command waits for no connection: who appends tries again, and does so with the same rows.
    disableOfflineQueue: true,
    socket: {
      connectTimeout,
      // Its own attempts would keep the process from ending.
      reconnectStrategy: false,
    },
  })

/** Made at first use, and again at the first use after it was lost. */
export function connection(url: string, connectTimeout: number): Connection {
  let current:
    | { readonly client: Client; readonly ready: Promise<Client>; readonly fail: (why: Error) => void }
    | undefined
  const drop = (client = current?.client, why = new Error('the connection was closed')): void => {
    const lost = current
    if (!client || lost?.client !== client) return
    current = undefined
    lost.fail(why)
    client.destroy()
  }
  return {
    client() {
      if (current) return current.ready
      const client = clientOf(url, connectTimeout)
      const lost = (why: Error): void => drop(client, why)
      client.on('error', lost)
      // One that was given up while it was being made would be left open.
      client.on('connect', () => {
        if (current?.client !== client) client.destroy()
      })
      // Before it connects: later it would not reach the socket.
      client.unref()
      let fail: (why: Error) => void = () => {}
      const ready = new Promise<Client>((resolve, reject) => {
        fail = reject
        client.connect().then(() => resolve(client), reject)
      })
      current = { client, ready, fail }
      ready.catch(lost)
      return ready
    },
    drop,
  }
}
