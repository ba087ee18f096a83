import { MAX_TIMER_MS } from '@aiu/core/layer-kit'

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
/** Longer values are none. */
const LONGEST = 200
/** No length of time is so long. */
const EPOCH = 1e12

/**
 * How long a value of `x-ratelimit-reset-*` asks to wait, in ms from `now` (Unix ms); `undefined` where it says nothing that can be
 * understood. `1m13.588s` and `120ms` are lengths of time, a bare number is seconds, above 1e9 a Unix time in seconds, above 1e12
 * one in ms. What stands after a comma is another header, glued on by a proxy.
 */
export function resetMs(value: string | undefined, now: number): number | undefined {
  const [text = ''] = (value ?? '').split(',')
  const told = text.trim()
  if (told.length > LONGEST) return
  let ms = 0
  const rest = told.replace(/(\d+(?:\.\d+)?)(ms|h|m|s|$)/g, (_, figure, unit) => {
    ms += figure * (UNITS[unit] ?? (figure > EPOCH ? 1 : 1_000))
    return ''
  })
  if (ms > EPOCH) ms -= now
  return told && !rest && Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_TIMER_MS) : undefined
}
