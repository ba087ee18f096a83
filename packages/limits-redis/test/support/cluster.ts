import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { expect, onTestFinished } from 'vitest'

/** A cluster of one server, which refuses what is not in one slot as any other does; its port. */
export async function cluster(): Promise<number> {
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  const folder = await mkdtemp(join(tmpdir(), 'limits-redis-'))
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const bus = port > 50_000 ? port - 10_000 : port + 10_000
  const server = spawn('redis-server', [...args, '--cluster-enabled', 'yes', '--cluster-port', `${bus}`], {
    stdio: 'ignore',
  })
  const gone = new Promise((resolve) => server.once('exit', resolve))
  onTestFinished(async () => {
    server.kill('SIGKILL')
    await gone
    await rm(folder, { recursive: true, force: true })
  })
  const client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: 50 } })
  client.on('error', () => {})
  await client.connect()
  await client.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383'])
  await expect
    .poll(async () => `${await client.sendCommand(['CLUSTER', 'INFO'])}`, { timeout: 120_000 })
    .toContain('cluster_state:ok')
  client.destroy()
  return port
}
