import type { LimitStore } from '@aiu/core'
import { type Clock, systemClock } from '@aiu/core/layer-kit'
import { memoryLimits } from './memory-limits.ts'

let shared: LimitStore | undefined

/** The one that all limits of this process share; on another clock, one of its own. */
export const processLimits = (clock: Clock): LimitStore => {
  if (clock !== systemClock) return memoryLimits({ clock })
  shared ??= memoryLimits()
  return shared
}
