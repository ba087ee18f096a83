import type { UsageStore } from '@aiu/core'
import { memoryUsage } from './memory-usage.ts'

let shared: UsageStore | undefined

/**
 * The one store in memory that all trackers of this process may share, made when it is first asked for.
 *
 * @example createUsageTracker({ store: processUsage(), client: 'indexer' })
 */
export function processUsage(): UsageStore {
  shared ??= memoryUsage()
  return shared
}
