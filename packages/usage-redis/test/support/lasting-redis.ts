import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A server of a test's own that keeps what it was told, also when it is killed; `more` are words of its command line. */
export interface LastingRedis {
  readonly url: string
  readonly port: number
  start(): Promise<void>
  kill(): Promise<void>
}

export async function lastingRedis(...more: readonly string[]): Promise<LastingRedis> {
  const place = mkdtempSync(join(tmpdir(), 'aiu-'))
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  let child: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    const dying = child
    child = undefined
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return
    const gone = new Promise((resolve) => dying.once('exit', resolve))
    dying.kill('SIGKILL')
    await gone
  }
  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const args = [
        '--port',
        `${port}`,
        '--bind',
        '127.0.0.1',
        '--dir',
        place,
        '--save',
        '',
        '--appendonly',
        'yes',
      ]
      const own = spawn('redis-server', [...args, '--appendfsync', 'always', ...more], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      child = own
      let said = ''
      own.once('error', reject)
      own.once('exit', () => reject(new Error(`redis-server ended: ${said}`)))
      own.stdout.on('data', (text) => {
        if (said.length < 10_000) said += text
        if (/ready to accept connections/i.test(`${text}`)) resolve()
      })
    })
  onTestFinished(async () => {
    await kill()
    rmSync(place, { recursive: true, force: true })
  })
  await start()
  return { url: `redis://127.0.0.1:${port}`, port, start, kill }
}
