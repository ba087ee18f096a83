/** Variables by name, as `process.env` or a Worker's `env` holds them; what is no string is left out. */
export type Env = Readonly<Record<string, unknown>>

/** Where a value comes from, the strongest first. */
const LEVELS = ['explicit', 'environment', '.env', 'default'] as const
export type Level = (typeof LEVELS)[number]

export interface Origin {
  readonly level: Level
  /** The variable as it is written there, or the setting's name where it was given in code. Absent for a default. */
  readonly name?: string | undefined
}

/** A variable that is set, at the strongest level that has one of the names asked for. */
export interface Found extends Origin {
  readonly name: string
  readonly text: string
}

/** Looks names up in the environment, then in `.env`. The level decides first, then the order of the names. */
export type Lookup = (names: readonly string[]) => Found | undefined

interface Variable {
  readonly name: string
  readonly text: string
}

/** By upper-case name. A blank value is no value; of two spellings the upper-case one wins, then the first. */
const byName = (env: Env): Map<string, Variable> => {
  const found = new Map<string, Variable>()
  for (const [name, text] of Object.entries(env)) {
    const key = name.toUpperCase()
    if (typeof text === 'string' && text.trim() && (name === key || !found.has(key)))
      found.set(key, { name, text })
  }
  return found
}

export const lookupIn = (env: Env, dotenv: Env): Lookup => {
  const levels = [
    ['environment', byName(env)],
    ['.env', byName(dotenv)],
  ] as const
  return (names) => {
    for (const [level, variables] of levels) {
      for (const name of names) {
        const variable = variables.get(name.toUpperCase())
        if (variable) return { level, ...variable }
      }
    }
    return undefined
  }
}
