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

/** The contract as far as it needs no server that does wrong on demand: a live server does not. */
function contract(name: string, provider: AnyProvider, { cutsUnsaid }: Traits): void {
  const without: Readonly<Record<string, string | undefined>> = {
    'an answer that is cut short says so': cutsUnsaid,
  }
  providerContract(name, () => provider, {
    wire: 'none',
    long: { maxTokens: 1000, seed: 3 },
    framework: {
      describe,
      test: (what, run, timeoutMs) =>
        test(
          what,
          async (context) => {
            const reason = without[what]
            context.skip(reason !== undefined, reason)
            await run(context)
          },
          timeoutMs,
        ),
    },
  })
}
