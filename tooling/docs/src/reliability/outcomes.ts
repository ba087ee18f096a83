import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '@aiu-tooling/check/command'

/** How a provider met a fault: it kept the contract, or broke it, or could not be tried, and why. */
export type Outcome = 'kept' | { readonly broke: string } | { readonly cannot: string }
/** By provider, by fault. */
export type Outcomes = Readonly<Record<string, Readonly<Record<string, Outcome>>>>

/** Where the outcomes of the last run are kept. */
export const OUTCOMES = 'tooling/docs/src/reliability/outcomes.json'

/** What the suites came to when they were last run (`npm run docs`). */
export const outcomes = (): Outcomes => {
  const path = join(root, OUTCOMES)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outcomes) : {}
}
