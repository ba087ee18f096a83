import { type ChildProcess, spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export interface RedisServer extends AsyncDisposable {
  /** `redis://127.0.0.1:PORT`, with the password where it has one. */
  readonly url: string
  readonly port: number
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
  /** It accepts connections and answers nothing, until `thaw`. */
  freeze(): void
  thaw(): void
}

export interface RedisServerOptions {
  readonly password?: string | undefined
  /** Default: a free one. */
  readonly port?: number | undefined
}

const READY_MS = 10_000

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/**
 * A Redis of one's own, on loopback and without a file: `redis-server` must be installed. `undefined` where it is not, so that a test
 * can skip and say so.
 */
export async function redisServer(options: RedisServerOptions = {}): Promise<RedisServer | undefined> {
  const { password, port = await freePort() } = options
  let child: ChildProcess | undefined
  const start = async (): Promise<boolean> => {
    const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    if (password) args.push('--requirepass', password)
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    child = started
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('redis-server did not become ready.')), READY_MS)
      const end = (ready: boolean): void => {
        clearTimeout(timer)
        resolve(ready)
      }
      started.once('error', () => end(false))
      started.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`redis-server ended with ${code}.`))
      })
      started.stdout?.on('data', (text: Buffer) => {
        if (/ready to accept connections/i.test(`${text}`)) end(true)
      })
    })
  }
  const kill = async (): Promise<void> => {
    const dying = child
    child = undefined
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return
    dying.removeAllListeners('exit')
    const gone = new Promise((resolve) => dying.once('exit', resolve))
    dying.kill('SIGKILL')
    await gone
  }
  if (!(await start())) return
  return {
    url: `redis://${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${port}`,
    port,
    kill,
    async start() {
      await start()
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    [Symbol.asyncDispose]: kill,
  }
}
