import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { command, root } from './command.ts'
import { failed, passed, type Step } from './step.ts'
import { vitest } from './vitest.ts'

/** Test files that do more where they may take long. */
const longFiles = (): string[] =>
  execFileSync('git', ['grep', '-lE', "support/long'|AIU_LONG", '--', '*.test.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(`${root}/${path}`))

/** What `npm test` holds on small inputs only, for its own lines. */
export const leftToLong = (): string =>
  `what is long in ${longFiles().length} files, real servers, and other browsers: npm run test:long`

/** What takes too long for each change: `npm run test:long`. */
export const longSteps = (): Step[] => [
  {
    name: 'every cut and pair, and a minute of load',
    run: () => vitest(['--project', 'node', ...longFiles()], { env: { AIU_LONG: '1' } }),
  },
  { name: 'real servers', run: realServers },
  {
    name: 'other browsers',
    run: async () => ({
      verdict: 'skipped',
      note: 'the browser tests are for Chromium, which npm test runs; Firefox and WebKit are not set up',
    }),
  },
]

async function realServers() {
  const { code, output } = await command('node', ['--conditions=@aiu/source', 'tooling/live/src/main.ts'])
  const [, summary = ''] = output.split('\nlive suite\n')
  const skips = [...summary.matchAll(/^ {2}(\S.*?) +not run: (.*)$/gm)].map(
    ([, title, why]) => `${title}: ${why}`,
  )
  const ran = [...summary.matchAll(/^ {2}(\S.*?passed.*)$/gm)].map(([, line = '']) =>
    line.replace(/ +/g, ' '),
  )
  if (ran.length === 0 && !/\bfailed: /.test(summary))
    return { verdict: 'skipped', note: 'no server could be had', skips } as const
  const note = ran.join('; ')
  return { ...(code === 0 ? passed(note) : failed(output, note)), skips }
}
