import { ask, stream } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import { bestOf } from '../best-of.ts'
import { every, must, same, show } from '../rule.ts'
import { abortedOnceAsked, bothFail, code, QUESTION, streamed } from './bench.ts'
import type { Check, FaultCheck } from './check.ts'

const noWhole: Check['without'] = ({ whole }) => (whole ? undefined : 'every answer of this wire is streamed')

const MEGABYTE = 1_048_576

/** What comes with a good status. */
export const bodyFaults: readonly FaultCheck[] = [
  {
    id: 'F17',
    wants: 'an error told with status 200 to be that error, with its words, in every shape the wire has',
    because: 'a good status is no answer, and the words are all there is to go by',
    run: (bench) =>
      every(
        bench.variants('F17').map((shape) => [
          shape,
          async () =>
            bothFail(bench, await bench.at('F17', shape), (error, how) => {
              must(
                error.message.includes('The model is overloaded.'),
                () => `${how}: the server's words are not in ${show(error)}.`,
              )
              code(error, how, 'server', 'rate-limit', 'bad-request')
            }),
        ]),
      ),
  },
  {
    id: 'F18',
    wants: 'a page of HTML to be `malformed`, with a short piece of its text and no markup',
    because: "a login page or a proxy's notice is what people get when the address is wrong",
    run: async (bench) =>
      bothFail(bench, await bench.at('F18'), (error, how) => {
        code(error, how, 'malformed')
        const { message } = error
        must(
          message.includes('Sign in to go on.'),
          () => `${how}: the page's text is not in ${show(message)}.`,
        )
        must(!/[<>]|color:red|let a/.test(message), () => `${how}: there is markup in ${show(message)}.`)
        must(message.length <= 560, () => `${how}: the message has ${message.length} characters.`)
      }),
  },
  {
    id: 'F19',
    wants: 'an empty body to be an error',
    because: 'an empty answer looks like one, and is stored and shown as one',
    run: (bench) =>
      every(
        bench
          .variants('F19')
          .map((variant) => [
            variant,
            async () =>
              bothFail(bench, await bench.at('F19', variant), (error, how) =>
                code(error, how, 'malformed', 'interrupted'),
              ),
          ]),
      ),
  },
  {
    id: 'F20',
    wants: 'what is no JSON to be `malformed`, and a body that is cut short `interrupted`, the cause kept',
    because: 'the one is the wrong address or a broken server, the other may be asked again',
    async run(bench) {
      await every([
        [
          'invalid',
          async () =>
            bothFail(bench, await bench.at('F20', 'invalid'), (error, how) => code(error, how, 'malformed')),
        ],
        [
          'cut',
          async () =>
            bothFail(bench, await bench.at('F20', 'cut'), (error, how) => {
              code(error, how, 'interrupted')
              must(error.cause !== undefined, `${how}: the error has no cause.`)
            }),
        ],
      ])
    },
  },
  {
    id: 'F21',
    wants: 'the status, a short piece of its text, and not ten megabytes read',
    because: "a proxy's page must cost neither memory nor a screen",
    run: async (bench) =>
      bothFail(bench, await bench.at('F21'), (error, how) => {
        code(error, how, 'server')
        must(error.status === 502, () => `${how}: the error's status is ${error.status}, not 502.`)
        must(error.message.length <= 560 && !/[<>]/.test(error.message), () => `${how}: ${show(error)}`)
      }).then(async () => {
        const ended = await bench.server.requests.at(-1)?.ended
        must(ended?.complete === false, 'All of it was read.')
      }),
  },
  {
    id: 'F22',
    wants: 'right JSON to be an answer, whatever its content type says',
    because: 'servers behind proxies often say the wrong one',
    without: noWhole,
    run: (bench) =>
      every(
        bench.variants('F22').map((variant) => [
          variant,
          async () => {
            const { text } = await ask(await bench.at('F22', variant), QUESTION)
            must(text === 'Hello.', () => `it answered ${show(text)}.`)
          },
        ]),
      ),
  },
  {
    id: 'F23',
    wants: "a whole answer to a stream's question to be that answer as events, and a whole error that error",
    because: 'servers and proxies that cannot stream answer so',
    without: noWhole,
    async run(bench) {
      const answer = await streamed(await bench.at('F23', 'answer'))
      must(answer.text === 'Hello.', () => `It answered ${show(answer.text)}.`)
      must(answer.usage?.outputTokens === 2, () => `Its usage is ${show(answer.usage)}.`)
      const provider = await bench.at('F23', 'error')
      const error = await bench.fails(() => streamed(provider))
      must(
        error.message.includes('The model is overloaded.'),
        () => `The error's words are lost: ${show(error)}`,
      )
    },
  },
  {
    id: 'F24',
    wants: 'a reply over the cap to be `too-large`, long before it is read whole',
    because: 'a gigabyte, or a bomb of one, ends the process that reads it',
    async run(bench) {
      for (const variant of bench.variants('F24')) {
        const provider = await bench.at('F24', variant)
        await bothFail(bench, provider, (error, how) => code(error, `${variant}, ${how}`, 'too-large'))
        await bench.server.quiet()
        for (const { sentBytes } of bench.server.requests)
          must(sentBytes < 256 * MEGABYTE, () => `${variant}: ${sentBytes} bytes were sent.`)
      }
    },
  },
  {
    id: 'F25',
    wants: 'a line without an end to be `too-large` at the cap, and the connection closed',
    because: 'what waits for the end of it holds all of it',
    run: (bench) =>
      every(
        bench.variants('F25').map((variant) => [
          variant,
          async () => {
            const provider = await bench.at('F25', variant)
            code(await bench.fails(() => streamed(provider)), 'stream', 'too-large')
            const ended = await bench.server.requests.at(-1)?.ended
            must(ended?.complete === false, 'the connection was not closed.')
          },
        ]),
      ),
  },
  {
    id: 'F26',
    wants: 'a compressed stream to arrive as it is sent, and a wrong content-encoding to be a clean error',
    because: 'a stream that waits for its end is none',
    async run(bench) {
      for (const variant of bench.variants('F26').filter((name) => name !== 'wrong')) {
        const took = await bestOf(200, async () => {
          const provider = await bench.at('F26', variant)
          const pieces: string[] = []
          const start = loopNow()
          let first = 0
          for await (const piece of stream(provider, QUESTION).textStream) {
            // The server sends the rest only now, or when 250 ms have gone by.
            if (!first) bench.server.release()
            first ||= loopNow() - start
            pieces.push(piece)
          }
          must(same(pieces, ['Hel', 'lo.']), () => `${variant}: the text came as ${show(pieces)}.`)
          return first
        })
        must(took < 200, () => `${variant}: the first piece came after ${Math.round(took)} ms, with the end.`)
      }
      const wrong = await bench.at('F26', 'wrong')
      code(await bench.fails(() => streamed(wrong)), 'wrong', 'interrupted', 'malformed', 'connection')
    },
  },
  {
    id: 'F27',
    wants: 'a body that drips to be left as soon as the signal fires',
    because: "bytes come all the time, so nothing but the caller's patience ends it",
    async run(bench) {
      const provider = await bench.at('F27')
      for (const call of [ask, streamed]) {
        const error = await abortedOnceAsked(bench, (signal) => call(provider, QUESTION, { signal }))
        code(error, call.name, 'aborted')
      }
    },
  },
]
