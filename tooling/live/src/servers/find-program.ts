import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface FoundProgram {
  readonly path: string
  /** Where it was found, for people. */
  readonly where: string
}

interface Places {
  /** The environment variable that may name it. */
  readonly variable: string
  /** Its name on the path. */
  readonly name: string
  /** Where `--build` puts it. */
  readonly built: string
}

/** A program: the one that the environment names, else the one on the path, else the one we built. Throws for a name with nothing there. */
export function findProgram({ variable, name, built }: Places): FoundProgram | undefined {
  const named = process.env[variable]
  if (named) {
    if (!runs(named)) throw new Error(`${variable} names "${named}", which cannot be run.`)
    return { path: named, where: `named by ${variable}` }
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(runs)
  if (onPath !== undefined) return { path: onPath, where: 'on the path' }
  return runs(built) ? { path: built, where: 'built into the cache' } : undefined
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
