import type { UsageCheck } from './check.ts'
import { figureChecks } from './figures.ts'
import { groupChecks } from './groups.ts'
import { rowChecks } from './rows.ts'

export const usageChecks: readonly UsageCheck[] = [...figureChecks, ...groupChecks, ...rowChecks]
/** Of sums alone. */
export const sumChecks: readonly UsageCheck[] = [...figureChecks, ...groupChecks]
