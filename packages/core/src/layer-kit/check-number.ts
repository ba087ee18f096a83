import { AiuError } from '../errors/aiu-error.ts'

/**
 * Throws `configuration` unless the value of an option is a number from `low` to `high`: "retry: attempts is NaN, not from 1 to 100."
 */
export function checkNumber(name: string, value: unknown, low: number, high: number): void {
  if (typeof value !== 'number' || !(value >= low && value <= high))
    throw new AiuError('configuration', `${name} is ${String(value)}, not from ${low} to ${high}.`)
}
