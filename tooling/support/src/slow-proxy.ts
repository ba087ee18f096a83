import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface SlowProxy {
  readonly port: number
  /** How long each answer is held back, in ms. At first 0. */
  delayMs: number
  /** Nothing gets through, and nobody is told; connections that lost something stay so. At first false. */
  hole: boolean
}

/** A way to a port of this machine on which answers are late, in their order, or nothing arrives. */
export async function slowProxy(to: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  const proxy = { port: 0, delayMs: 0, hole: false }
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    // What a connection has lost is never made up for.
    let lost = false
    near.on('data', (bytes) => {
      lost ||= proxy.hole
      if (!lost) far.write(bytes)
    })
    far.on('data', (bytes) => {
      lost ||= proxy.hole
      if (lost) return
      if (!proxy.delayMs) return void near.write(bytes)
      const timer = setTimeout(() => {
        timers.delete(timer)
        if (!near.destroyed) near.write(bytes)
      }, proxy.delayMs)
      timers.add(timer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.port = (server.address() as AddressInfo).port
  onTestFinished(async () => {
    for (const timer of timers) clearTimeout(timer)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return proxy
}
