import { onTestFinished } from 'vitest'
import { type LocalOptions, type LocalProvider, local } from '../../src/index.ts'

/** A provider that is disposed of after the test. */
export function forThisTest(options: LocalOptions): LocalProvider {
  const provider = local({ env: {}, threads: 1, ...options })
  onTestFinished(() => provider.dispose())
  return provider
}
