import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, root } from '@aiu-tooling/check/command'
import { packages } from './packages.ts'

export interface Module {
  /** A name for messages: `docs/errors.md`. */
  readonly name: string
  /** The line in it that the module begins on. */
  readonly line: number
  readonly text: string
}

/** What an app may have beside the packages; the examples have it. */
const BESIDE = ['valibot', '@valibot/to-json-schema', 'zod', 'arktype', 'keyv']
const examples = join(root, 'examples/by-example/node_modules')
/** The vendors' SDKs, by the package that works with each: its clients can be handed in. */
const SDKS = {
  openai: 'openai',
  'groq-sdk': 'groq',
  ollama: 'ollama',
  '@opentelemetry': 'telemetry',
} as const

/** What the compiler finds wrong with modules that import the packages as an app does; empty where all is well. */
export async function compile(modules: readonly Module[]): Promise<readonly string[]> {
  const cache = join(root, 'node_modules/.cache/aiu')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'docs-'))
  try {
    mkdirSync(join(folder, 'node_modules/@aiu'), { recursive: true })
    for (const one of packages()) symlinkSync(one.folder, join(folder, 'node_modules', one.name))
    mkdirSync(join(folder, 'node_modules/@valibot'))
    for (const name of BESIDE) symlinkSync(join(examples, name), join(folder, 'node_modules', name))
    for (const [sdk, owner] of Object.entries(SDKS)) {
      const from = join(root, 'packages', owner, 'node_modules', sdk)
      if (existsSync(from)) symlinkSync(from, join(folder, 'node_modules', sdk))
    }
    const files = modules.map(({ name, line }) => `${name.replaceAll('/', '~')}~${line}.ts`)
    for (const [at, file] of files.entries()) writeFileSync(join(folder, file), modules[at]?.text ?? '')
    const compilerOptions = { moduleDetection: 'force', typeRoots: [join(root, 'node_modules/@types')] }
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const { code, output } = await command('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder })
    if (code === 0) return []
    return output
      .trimEnd()
      .split('\n')
      .map((line) =>
        line.replace(
          /^(\S+?)~\d+\.ts\((\d+),\d+\)/,
          (_, name: string, at) => `${name.replaceAll('~', '/')}:${at}`,
        ),
      )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
