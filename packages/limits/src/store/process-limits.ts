import type { LimitStore } from '@aiu/core'
import { type Clock, realClock } from '../clock.ts'
import { memoryLimits } from './memory-limits.ts'

let shared: LimitStore | undefined

/** The one that all limits of this process share; on another clock, one of its own. */
export const processLimits = (clock: Clock): LimitStore => {
  if (clock !== realClock) return memoryLimits({ clock })
  shared ??= memoryLimits()
  return shared
}
