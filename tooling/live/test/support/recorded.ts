import { fileURLToPath } from 'node:url'
import { readCases, type WireCase } from '@aiu/testing/node'
import type { RecordedOutcome } from '../../src/record/expected-of.ts'

/** What a real server said, and what it holds. */
export interface RecordedCase extends WireCase {
  readonly expected: WireCase['expected'] & Pick<RecordedOutcome, (typeof FIGURES)[number]>
}

const FIGURES = [
  'models',
  'count',
  'dimensions',
  'firstValues',
  'contextLength',
  'capabilities',
  'version',
] as const

const folder = new URL('../../../../packages/testing/fixtures/recorded/', import.meta.url)

/** Every recorded reply. */
export const recorded = (): RecordedCase[] => readCases(fileURLToPath(folder)) as RecordedCase[]
