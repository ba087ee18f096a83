import { ask, type ChatRequest, embed, type WireBody } from '@aiu/core'
import type { Capability } from '../capability-list.ts'
import { every, must, show } from '../rule.ts'
import { type Bench, QUESTION, streamed } from './bench.ts'
import { bodiesOf, carried, holds, reached } from './carried.ts'
import type { Check } from './check.ts'

/** Values that nothing else in a request has. */
const VALUES = {
  maxTokens: 4321,
  temperature: 0.125,
  topP: 0.875,
  seed: 987_654,
  stop: ['halt-kx7'],
} as const satisfies Partial<ChatRequest> & Partial<Record<Capability, unknown>>

/** How the answer is to be made. */
export const parameterChecks: readonly Check[] = [
  {
    name: 'how the answer is to be made',
    wants:
      'maxTokens, temperature, topP, seed and stop to reach the server as they are; or `unsupported` before sending, or a warning that names them',
    because: 'a parameter that is dropped in silence makes another answer, and nobody knows why',
    async run(bench) {
      const provider = await bench.good()
      await every(
        Object.entries(VALUES).map(([field, value]) => [
          '',
          async () => {
            const one = Array.isArray(value) ? value[0] : value
            const verdict = await carried(bench, provider, {
              what: field,
              field,
              options: { [field]: value },
              arrived: ({ body }) => holds(body, one),
            })
            bench.prove(field as keyof typeof VALUES, verdict)
          },
        ]),
      )
    },
  },
  {
    name: 'how long the model may think',
    wants:
      "`reasoning: 'low'` and `'none'` to make requests of their own; or `unsupported` before sending, or a warning that names it",
    because: 'thinking costs most of the time and the money of an answer',
    async run(bench) {
      const provider = await bench.good()
      const seen = await bodiesOf(bench, provider, {})
      for (const reasoning of ['low', 'none'] as const) {
        const verdict = await carried(bench, provider, {
          what: `reasoning "${reasoning}"`,
          field: 'reasoning',
          options: { reasoning },
          arrived: ({ text }) => !seen.includes(text),
        })
        seen.push(...bench.server.requests.slice(-2).map(({ text }) => text))
        if (reasoning === 'low') bench.prove('reasoning effort', verdict)
      }
    },
  },
  {
    name: "the vendor's own parameters win",
    wants: '`extra` to reach the server as it is, over whatever else says the same',
    because: 'what a vendor brings out tomorrow must be usable today',
    async run(bench) {
      const provider = await bench.good()
      for (const call of [ask, streamed]) {
        await call(provider, QUESTION, { model: 'asked-kx7', extra: { new_kx7: 'extra-kx7' } })
        reached(bench, 'new_kx7', 'extra-kx7')
        const { body } = bench.server.requests.at(-1) ?? {}
        // A wire that names the model elsewhere has nothing in its body that is the same everywhere.
        if (body?.model !== 'asked-kx7') continue
        await call(provider, QUESTION, { model: 'asked-kx7', extra: { model: 'won-kx7' } })
        const sent = bench.server.requests.at(-1)?.body?.model
        must(sent === 'won-kx7', () => `extra says the model won-kx7, and ${show(sent)} was sent.`)
      }
      bench.prove('extra', 'yes')
    },
  },
  {
    name: "the last word on a body is the call's own",
    wants:
      '`adapt` to get the body as it is about to be sent, `extra` in it, and what it gives back to be sent',
    because: 'healing takes out what a server refuses, and what is put in after it is refused again',
    async run(bench) {
      const provider = await bench.good()
      for (const call of [ask, streamed])
        await adapted(bench, (adapt) => call(provider, QUESTION, { adapt, extra: { odd_kx7: 'odd-kx7' } }))
      if (typeof provider.embed === 'function')
        await adapted(bench, (adapt) =>
          embed(provider as never, 'a', { adapt, extra: { odd_kx7: 'odd-kx7' } }),
        )
      bench.prove('adapt', 'yes')
    },
  },
]

/** One call whose body is changed at the last moment. */
async function adapted(
  { server }: Bench,
  call: (adapt: (body: WireBody) => WireBody) => Promise<unknown>,
): Promise<void> {
  let given: WireBody | undefined
  await call((body) => {
    given = body
    const { odd_kx7: _, ...rest } = body
    return { ...rest, last_kx7: 'last-kx7' }
  })
  const { text = '' } = server.requests.at(-1) ?? {}
  must(given, 'adapt was not called.')
  must(holds(given, 'odd-kx7'), () => `extra is not in the body that adapt got: ${show(given)}`)
  must(text.includes('last-kx7'), 'What adapt put in was not sent.')
  must(!text.includes('odd-kx7'), 'What adapt took out was sent.')
}
