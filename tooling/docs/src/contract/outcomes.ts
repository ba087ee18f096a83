import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Capability, Verdict } from '@aiu/testing'
import { root } from '@aiu-tooling/check/command'

/** How a provider met a fault: it kept the contract, or broke it, or could not be tried, and why. */
export type Outcome = 'kept' | { readonly broke: string } | { readonly cannot: string }

/** What the suite came to about one provider. */
export interface Told {
  /** Where its package stands: `packages/groq`. */
  readonly folder: string
  /** By number. */
  readonly faults: Readonly<Record<string, Outcome>>
  readonly capabilities: Readonly<Partial<Record<Capability, Verdict>>>
}

/** By the name that each suite was run under, in the order of the pages. */
export type Outcomes = Readonly<Record<string, Told>>

/** Where the outcomes of the last run are kept. */
export const OUTCOMES = 'tooling/docs/src/contract/outcomes.json'

/** What the suites came to when they were last run (`npm run docs`). */
export const outcomes = (): Outcomes => {
  const path = join(root, OUTCOMES)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outcomes) : {}
}
