import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyApp } from './app/copy.ts'
import { command, withoutNpm } from './command.ts'
import { lintTarball } from './lint-tarball.ts'
import { type PublicPackage, publicPackages, selfContained } from './public-packages.ts'
import { failed, type Outcome, passed } from './step.ts'
import { packageFaults } from './tarball.ts'
import { temporary } from './temporary.ts'

/**
 * Packs each public package, looks into its tarball, has publint and attw look at it, then installs those that stand alone and asks
 * them something.
 */
export const packed = (): Promise<Outcome> =>
  temporary('packed', async (folder) => {
    const all = await publicPackages()
    const faults: string[] = []
    const tarballs = new Map<string, string>()
    for (const one of all) {
      const result = await pack(one, join(folder, one.name.replace('/', '-')))
      if ('output' in result) faults.push(`${one.name} could not be packed:\n${result.output}`)
      else tarballs.set(one.name, result.tarball)
      if ('faults' in result) faults.push(...result.faults.map((fault) => `${one.name}: ${fault}`))
    }
    const alone = selfContained(all)
    if (tarballs.size === all.length) faults.push(...(await install(alone, tarballs, join(folder, 'app'))))
    if (faults.length > 0) return failed(faults.join('\n'))
    return {
      ...passed(`${all.length} packed and linted, ${alone.length} installed alone and asked`),
      skips: all
        .filter((one) => !alone.includes(one))
        .map(
          ({ name, needs }) =>
            `installing ${name}: it needs a registry for ${needs.filter((need) => !alone.some((one) => one.name === need)).join(', ')}`,
        ),
    }
  })

async function pack({ folder }: PublicPackage, into: string) {
  await mkdir(into)
  const { code, output } = await command('pnpm', ['pack', '--pack-destination', into], { cwd: folder })
  const tarball = (await readdir(into)).find((file) => file.endsWith('.tgz'))
  if (code !== 0 || tarball === undefined) return { output }
  const unpacked = await command('tar', ['-xzf', tarball], { cwd: into })
  if (unpacked.code !== 0) return { output: unpacked.output }
  const path = join(into, tarball)
  const faults = [...(await packageFaults(join(into, 'package'))), ...(await lintTarball(path))]
  return { tarball: path, faults }
}

/** An empty folder, npm, no registry: imports every entry and runs the first answer. */
async function install(
  packages: readonly PublicPackage[],
  tarballs: ReadonlyMap<string, string>,
  app: string,
): Promise<string[]> {
  await copyApp(app)
  const files = packages.map(({ name }) => tarballs.get(name) ?? '')
  const npm = [
    'install',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--cache',
    join(app, '.npm'),
  ]
  const installed = await command('npm', [...npm, ...files], { cwd: app, env: withoutNpm() })
  if (installed.code !== 0) return [`npm install failed:\n${installed.output}`]
  await writeFile(join(app, 'import-all.ts'), importAll(packages))
  const faults: string[] = []
  for (const file of ['import-all.ts', 'main.ts']) {
    const ran = await command('node', [file], { cwd: app })
    if (ran.code !== 0) faults.push(`${file} failed:\n${ran.output}`)
  }
  return faults
}

/** Imports each entry. One that lacks an optional peer, and nothing else, is as it should be; the main one lacks none. */
const importAll = (packages: readonly PublicPackage[]): string =>
  packages
    .flatMap(({ name, exports, optional }) =>
      exports.map((entry) => {
        const specifier = JSON.stringify(entry === '.' ? name : name + entry.slice(1))
        const peers = entry === '.' ? [] : optional
        return `await import(${specifier}).catch((error) => {
  if (!${JSON.stringify(peers)}.some((peer) => error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(\`'\${peer}'\`))) throw error
})\n`
      }),
    )
    .join('')
