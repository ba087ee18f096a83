import { readFile } from 'node:fs/promises'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** How CommonJS resolves is no matter of ours: the packages are ES modules alone. */
const IGNORED = ['node10', 'node16-cjs']

/**
 * What publint (strict) and attw (profile `esm-only`) find wrong with a tarball. Both run in this process: started as programs, once for
 * each package, they would load the compiler each time.
 */
export async function lintTarball(path: string): Promise<string[]> {
  const data = new Uint8Array(await readFile(path))
  const { messages, pkg } = await publint({ pack: { tarball: data.buffer }, strict: true })
  const types = await checkPackage(createPackageFromTarballData(data))
  if (!types.types) return ['attw: it has no types']
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`),
    ...types.problems
      .filter((problem) => !('resolutionKind' in problem && IGNORED.includes(problem.resolutionKind)))
      .map((problem) => `attw: ${JSON.stringify(problem)}`),
  ]
}
