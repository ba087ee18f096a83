import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { command, root } from './command.ts'
import { failed, type Step } from './step.ts'
import { vitest } from './vitest.ts'

/** The packages promise more Nodes than the one that the repository works with. */
const majors = [22, 26]

/**
 * What no Node can tell apart is run on one: how values become other values (JSON, errors, settings, prices, headers), how replayed
 * bytes map to answers, what bundles weigh, and the suites' tests of themselves. Streams, fetch, http, files, SQLite, Redis, timers and
 * processes are tried on each.
 */
const SAME_ON_EACH: readonly string[] = [
  '**/size.test.ts',
  '**/bundle.test.ts',
  'packages/core/test/{errors,json,settings}/**',
  'packages/*/test/wire/**',
  'packages/*/test/presets/{table,address}.test.ts',
  'packages/limits/test/headers/**',
  'packages/prices/test/**',
  'packages/testing/test/contract/**',
]

/** The packages' tests on the other Nodes. Each comes from npm, into a folder that stays for the next time. */
export const nodes: readonly Step[] = majors.map((major) => ({
  name: `tests in node ${major}`,
  async run() {
    const folder = join(root, `node_modules/.cache/aiu/node-${major}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
    const install = [
      'install',
      `node@${major}`,
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--prefer-offline',
    ]
    const installed = await command('npm', install, {
      cwd: folder,
      env: { npm_config_local_prefix: undefined },
    })
    if (installed.code !== 0) return failed(installed.output, `node@${major} could not be installed`)
    const bin = join(folder, 'node_modules/.bin')
    const PATH = [bin, join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
    const { stdout } = await command('node', ['--version'], { env: { PATH } })
    if (!stdout.startsWith(`v${major}.`))
      return failed(`"node --version" says ${stdout}`, 'another Node than asked for')
    const outcome = await vitest(['--project', 'node', 'packages/'], {
      env: { PATH, AIU_EXCLUDE: JSON.stringify(SAME_ON_EACH) },
    })
    const skips = [...(outcome.skips ?? []), `what no Node can tell apart: ${SAME_ON_EACH.join(', ')}`]
    return { ...outcome, note: `${stdout.trim()}: ${outcome.note ?? ''}`, skips }
  },
}))
