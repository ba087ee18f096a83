import { ask, isAiuError, stream } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import { bestOf } from '../best-of.ts'
import { every, must, show } from '../rule.ts'
import { bothFail, code, KEY, QUESTION, streamed } from './bench.ts'
import type { FaultCheck } from './check.ts'

const clean = (): void => must(!('polluted' in {}), 'Object.prototype has been changed.')

/** Redirects, and what must not come out or not go in. */
export const secretFaults: readonly FaultCheck[] = [
  {
    id: 'F45',
    wants:
      'a redirect to another host to be `redirect`, and nothing sent there; within the host it may be followed',
    because: 'a key and a whole conversation must not go where somebody else says',
    async run(bench) {
      const { server } = bench
      const [here, away] = [
        (variant: string): boolean => variant.startsWith('same-origin') || variant === 'loop',
        (variant: string): boolean => !variant.startsWith('same-origin') && variant !== 'loop',
      ]
      const all = bench.variants('F45')
      await every(
        all.filter(away).map((variant) => [
          variant,
          async () => {
            await bothFail(bench, await bench.at('F45', variant), (error, how) =>
              code(error, how, 'redirect'),
            )
            const reached = server.elsewhere.requests.length
            must(!reached, `${reached} requests reached the other host.`)
          },
        ]),
      )
      await every(
        all.filter(here).map((variant) => [
          variant,
          async () => {
            const provider = await bench.at('F45', variant)
            const before = server.requests.length
            const end = await ask(provider, QUESTION).catch((error: unknown) => error)
            if (isAiuError(end)) code(end, 'chat', 'redirect')
            else must((end as { text?: string }).text === 'Hello.', () => `it ended with ${show(end)}.`)
            must(server.requests.length - before <= 5, 'it followed them for ever.')
          },
        ]),
      )
    },
  },
  {
    id: 'F65',
    wants:
      'a key that the server repeats to stand nowhere: not in message, stack, cause or headers, nor in a provider or an answer',
    because: 'errors are logged, and logs are read by many',
    async run(bench) {
      const { server } = bench
      await every(
        bench
          .variants('F65')
          .filter((variant) => !variant.startsWith('stream'))
          .map((variant) => [variant, async () => bothFail(bench, await bench.at('F65', variant), () => {})]),
      )
      await every(
        bench
          .variants('F65')
          .filter((variant) => variant.startsWith('stream'))
          .map((variant) => [
            variant,
            async () => {
              const provider = await bench.at('F65', variant)
              await bench.fails(async () => {
                for await (const _ of stream(provider, QUESTION).textStream) setTimeout(server.release, 5)
              })
            },
          ]),
      )
      const provider = await bench.good()
      const answer = await ask(provider, QUESTION)
      must(!bench.leaks(answer).length, 'An answer holds the key.')
      must(!JSON.stringify(provider).includes(KEY), 'The provider, as JSON, holds the key.')
    },
  },
  {
    id: 'F66',
    wants: '`__proto__` and `constructor` in a reply to be keys like any other, that change nothing',
    because: "a server, or a model's arguments, could change every object of the program",
    async run(bench) {
      await every(
        bench.variants('F66').map((variant) => [
          variant,
          async () => {
            const provider = await bench.at('F66', variant)
            if (variant === 'error') await bench.fails(() => ask(provider, QUESTION))
            else if (variant === 'arguments') {
              const { toolCalls } = await streamed(provider)
              must(toolCalls[0]?.name === 'f', () => `the calls are ${show(toolCalls)}.`)
            } else
              for (const call of variant === 'stream' ? [streamed] : [ask, streamed]) {
                const answer = await call(provider, QUESTION)
                must(answer.text === 'Hello.', () => `the answer is ${show(answer.text)}.`)
                must(
                  !('polluted' in answer) && !('polluted' in answer.message),
                  'the answer has been changed.',
                )
              }
            clean()
          },
        ]),
      )
    },
  },
  {
    id: 'F67',
    wants: 'a header of a megabyte to be no hint, and to cost no time',
    because: 'a search in it that is not linear stands still for minutes',
    run: (bench) =>
      every(
        bench.variants('F67').map((variant) => [
          variant,
          async () => {
            const took = await bestOf(50, async () => {
              const provider = await bench.at('F67', variant)
              const start = loopNow()
              const error = await bench.fails(() => ask(provider, QUESTION), { requests: -1 })
              must(JSON.stringify(error).length < 5000, 'the error repeats it.')
              must(error.retryAfterMs === undefined, () => `retryAfterMs is ${error.retryAfterMs}.`)
              return loopNow() - start
            })
            must(took < 50, () => `it took ${Math.round(took)} ms.`)
          },
        ]),
      ),
  },
  {
    id: 'F68',
    wants:
      "a line break in a key or a model's name, or a NUL, to be refused before anything is sent, and the key not repeated",
    because: "what follows the break would be a header of somebody else's making",
    async run(bench) {
      const { server } = bench
      for (const model of ['m\nx-injected: 1', 'm\r\nx-injected: 1', 'm\0x']) {
        const provider = await bench.good()
        for (const call of [ask, streamed])
          await bench.fails(() => call(provider, QUESTION, { model }), { requests: 0 })
      }
      const odd = `${KEY}\r\nx-injected: 1`
      const before = server.requests.length
      const end = await Promise.resolve()
        .then(() => bench.good(odd))
        .then((provider) => ask(provider, QUESTION))
        .catch((error: unknown) => error)
      const sent = server.requests.slice(before)
      if (end instanceof Error || isAiuError(end)) {
        must(isAiuError(end), () => `It was refused with ${show(end)}, which is no AiuError.`)
        must(!bench.leaks(end).length, 'The error repeats the key.')
        must(!sent.length, 'A request was sent with it.')
      }
      // A provider that takes its key from elsewhere does not use this one.
      for (const { headers } of sent) {
        must(!('x-injected' in headers), 'A header was injected.')
        must(!JSON.stringify(headers).includes(KEY), 'A request was sent with it.')
      }
    },
  },
]
