import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'

/** A test file that runs the provider suite, once or more. */
export interface Suite {
  /** From the root: `packages/groq/test/contract.test.ts`. */
  readonly file: string
  /** `packages/groq` */
  readonly folder: string
}

/** Every test file that runs the provider suite on a provider of ours. */
export const suites = (): readonly Suite[] =>
  globSync(['packages/*/test/contract.test.ts', 'examples/*/test/contract.test.ts'], { cwd: root })
    .filter((file) => readFileSync(join(root, file), 'utf8').includes('providerContract('))
    .sort()
    .map((file) => ({ file, folder: file.split('/').slice(0, 2).join('/') }))
