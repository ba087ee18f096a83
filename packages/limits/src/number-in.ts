import { AiuError } from '@aiu/core'

/** Throws `configuration` for what is no number, or none in the range: `retry: attempts is NaN, not from 1 to 100.` */
export function numberIn(name: string, value: unknown, low: number, high: number): void {
  if (typeof value !== 'number' || !(value >= low && value <= high))
    throw new AiuError('configuration', `${name} is ${String(value)}, not from ${low} to ${high}.`)
}
