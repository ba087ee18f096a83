import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root, withoutNpm } from '@aiu-tooling/check/command'
import { copyApp } from '@aiu-tooling/check/first-answer'
import { packageFaults } from '@aiu-tooling/check/tarball'
import type { Registry } from './registry.ts'
import { run } from './run.ts'

/** What a first app installs, and all that it may bring. */
const wanted = ['@aiu/core', '@aiu/openai-compatible']
const mostBytes = 300 * 1024

/** A stranger's first minute: an empty folder, two packages, types, an answer. Returns the bytes that npm brought. */
export async function install(registry: Registry, folder: string): Promise<number> {
  const app = join(folder, 'app')
  await copyApp(app)
  // Only the scope leads to the registry, as for somebody who tries a package before it is public.
  await writeFile(join(app, '.npmrc'), `@aiu:registry=${registry.url}\n`)
  const env = { ...withoutNpm(), NPM_CONFIG_CACHE: join(folder, 'npm-cache') }
  await run('npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: app, env })

  const modules = join(app, 'node_modules')
  const brought = await installed(modules)
  if (brought.join() !== wanted.join())
    throw new Error(`npm brought ${brought.join(', ')} instead of ${wanted.join(', ')}`)
  for (const name of brought) {
    const faults = await packageFaults(join(modules, name))
    if (faults.length > 0) throw new Error(`${name} as published: ${faults.join('; ')}`)
  }
  const bytes = await bytesIn(modules)
  if (bytes > mostBytes) throw new Error(`npm brought ${bytes} bytes, of at most ${mostBytes}`)

  await run('node', ['main.ts'], { cwd: app })
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    // No @types/node, and the packages' own types are checked as well.
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
      module,
      moduleResolution,
    }
    await writeFile(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['first-answer.ts'] }),
    )
    await run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: app })
  }
  return bytes
}

/** The packages in a node_modules, scoped ones too. */
async function installed(modules: string): Promise<string[]> {
  const names = (await readdir(modules)).filter((name) => !name.startsWith('.'))
  const nested = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@') ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
    ),
  )
  return nested.flat().sort()
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json')
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
