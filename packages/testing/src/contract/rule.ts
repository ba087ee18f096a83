/** One thing the contract wants. Both are told where it fails. */
export interface Rule {
  /** After "the contract wants". */
  readonly wants: string
  /** After "because". */
  readonly because: string
}

/** What was seen that should not be. */
class Breach extends Error {
  override readonly name = 'Breach'
}

/** Ends the check where it does not hold; `seen` says what was, in words. */
export function must(holds: unknown, seen: string | (() => string)): asserts holds {
  if (!holds) throw new Breach(typeof seen === 'function' ? seen() : seen)
}

/** As a value is shown in a failure. */
export function show(value: unknown): string {
  if (value instanceof Error) return `${value.name} ${'code' in value ? value.code : ''}: ${value.message}`
  if (typeof value === 'string') return JSON.stringify(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Runs a check; what it fails with says what the contract wants and why. */
export async function underRule({ wants, because }: Rule, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (cause) {
    const breach = cause instanceof Breach
    const seen = breach ? cause.message : `It failed on the way: ${show(cause)}`
    const error = new Error(
      `${seen}\nThe contract wants ${wants}, because ${because}.`,
      breach ? undefined : { cause },
    )
    error.name = 'ContractError'
    throw error
  }
}

/** Runs them all, and fails with what each of those that failed says. */
export async function every(
  runs: readonly (readonly [name: string, run: () => Promise<void>])[],
): Promise<void> {
  const seen: string[] = []
  for (const [name, run] of runs) {
    try {
      await run()
    } catch (cause) {
      const what = cause instanceof Breach ? cause.message : `it failed on the way: ${show(cause)}`
      seen.push(name ? `${name}: ${what}` : what)
    }
  }
  if (seen.length) throw new Breach(seen.join('\n'))
}
