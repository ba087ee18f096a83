import type { AnyProvider } from '@aiu/core'
import { providerContract } from '@aiu/testing'
import { describe, test } from 'vitest'
import { answers } from './answers.ts'
import { capabilities } from './capabilities.ts'
import { leaving } from './leaving.ts'
import type { Traits } from './traits.ts'

/** Everything that can be asked of a provider whose server is a real one: shapes, since a model may say anything. */
export function liveSuite(name: string, make: () => AnyProvider, traits: Traits): void {
  describe(name, () => {
    const provider = make()
    answers(provider, traits)
    leaving(provider, traits)
    capabilities(provider, traits)
    if (traits.repeats) contract(name, provider, traits)
  })
}

/** Checks that are for a provider that knows its model itself. */
const OF_THE_SERVER: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^tools,/, 'what a model cannot do is refused by the server, and tried above'],
  [/^images,/, 'what a model cannot see is for the server to refuse, and tried above'],
  [/^embed:/, 'how long a vector may be is for the server to say; embed itself is tried above'],
]

/** The contract as far as it needs no server that does wrong on demand: a live server does not. */
function contract(name: string, provider: AnyProvider, { cutsUnsaid }: Traits): void {
  const reasonOf = (what: string): string | undefined =>
    (/^an answer that is cut short/.test(what) ? cutsUnsaid : undefined) ??
    OF_THE_SERVER.find(([pattern]) => pattern.test(what))?.[1]
  providerContract(name, () => provider, {
    wire: 'none',
    long: { maxTokens: 1000, seed: 3 },
    framework: {
      describe,
      test: (what, run) =>
        test(what, async (context) => {
          const reason = reasonOf(what)
          context.skip(reason !== undefined, reason)
          await run(context)
        }),
    },
  })
}
