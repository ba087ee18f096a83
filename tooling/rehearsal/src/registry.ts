import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { command, root } from '@aiu-tooling/check/command'

const version = '6.10.4'
/** Verdaccio asks for ranges of node-fetch that not every mirror of npm has. */
const manifest = {
  private: true,
  dependencies: { verdaccio: version },
  overrides: { 'node-fetch': '2.7.0' },
}

export interface Registry {
  readonly url: string
  /** Lines of an .npmrc that may publish there. */
  readonly npmrc: string
  close(): Promise<void>
}

/** Starts an empty registry on loopback, with its files in `folder`. It knows no other registry. */
export async function startRegistry(folder: string): Promise<Registry> {
  const program = await installVerdaccio()
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const config = join(folder, 'config.yaml')
  await mkdir(folder, { recursive: true })
  await writeFile(
    config,
    `storage: ${join(folder, 'storage')}
auth:
  htpasswd:
    file: ${join(folder, 'htpasswd')}
uplinks: {}
packages:
  '@aiu/*': { access: $all, publish: $anonymous }
  '**': { access: $all, publish: $anonymous }
log: { type: stdout, format: pretty, level: warn }
listen: ${address}
`,
  )
  const child = spawn('node', [program, '--config', config], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (text) => (output += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://${address}/`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}:\n${output}`)
    const up = await fetch(new URL('-/ping', url)).then(
      ({ ok }) => ok,
      () => false,
    )
    if (up) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    url,
    npmrc: `registry=${url}\n@aiu:registry=${url}\n//${address}/:_authToken=nobody\n`,
    async close() {
      child.kill()
      await ended
    },
  }
}

/** In a folder of its own that stays for the next time: it is heavy, and nobody else needs it. */
async function installVerdaccio(): Promise<string> {
  const folder = join(root, `node_modules/.cache/aiu/verdaccio-${version}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
  const { code, output } = await command('npm', install, {
    cwd: folder,
    env: { npm_config_local_prefix: undefined },
  })
  if (code !== 0) throw new Error(`verdaccio could not be installed:\n${output}`)
  return join(folder, 'node_modules/verdaccio/bin/verdaccio')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
