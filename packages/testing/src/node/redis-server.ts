import { type ChildProcess, spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export interface RedisServer extends AsyncDisposable {
  /** `redis://127.0.0.1:PORT`, with the password where it has one. */
  readonly url: string
  readonly port: number
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty; does nothing while it runs. */
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

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Resolves when it takes connections, with `undefined` where there is no such program. */
function launch(port: number, password: string | undefined): Promise<ChildProcess | undefined> {
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  if (password) args.push('--requirepass', password)
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = (what: string): void => reject(new Error(`redis-server ${what}\n${said}`))
    const timer = setTimeout(() => {
      void end(child)
      fail(`was not ready after ${READY_MS} ms.`)
    }, READY_MS)
    child.once('error', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}.`)
    })
    child.stdout.on('data', (text: Buffer) => {
      if (said.length < 10_000) said += text
      if (!/ready to accept connections/i.test(`${text}`)) return
      clearTimeout(timer)
      resolve(child)
    })
  })
}

/**
 * A Redis of one's own, on loopback and without a file: `redis-server` must be installed. `undefined` where it is not, so that a test
 * can skip and say so. It ends with the process that started it.
 */
export async function redisServer({
  password,
  port: wanted,
}: RedisServerOptions = {}): Promise<RedisServer | undefined> {
  let port = wanted ?? (await freePort())
  let child: ChildProcess | undefined
  const orphan = (): void => void child?.kill('SIGKILL')
  try {
    child = await launch(port, password)
  } catch (error) {
    if (wanted !== undefined) throw error
    // Another one was quicker to take the port.
    port = await freePort()
    child = await launch(port, password)
  }
  if (!child) return
  process.once('exit', orphan)
  const kill = async (): Promise<void> => {
    const dying = child
    child = undefined
    if (dying) await end(dying)
  }
  return {
    url: `redis://${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${port}`,
    port,
    kill,
    async start() {
      child ??= await launch(port, password)
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      process.off('exit', orphan)
      await kill()
    },
  }
}
