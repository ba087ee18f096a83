import { type AiuError, ask, type ChatEvent, stream } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import type { FaultId } from '../../node/faults/index.ts'
import { bestOf, patience, pause } from '../best-of.ts'
import { every, must, same, show } from '../rule.ts'
import { abortedOnceAsked, type Bench, code, QUESTION, streamed } from './bench.ts'
import type { FaultCheck } from './check.ts'

/** What the system may hold between a server and a reader who stands still. */
const MOST_SENT = 100_000_000

const partial = ({ partial }: AiuError, text: string): void =>
  must(partial?.text === text, () => `The error's partial text is ${show(partial?.text)}, not ${show(text)}.`)

const cut = (error: AiuError): void => {
  const outcome = error.attempts?.at(-1)?.outcome
  must(outcome === 'cut', () => `The attempt is told as "${outcome}", not "cut".`)
}

/** Each variant of a fault, streamed. */
const eachStream = (
  bench: Bench,
  id: FaultId,
  run: (provider: Awaited<ReturnType<Bench['at']>>, variant: string) => Promise<void>,
  only: (variant: string) => boolean = () => true,
): Promise<void> =>
  every(
    bench
      .variants(id)
      .filter(only)
      .map((variant) => [variant, async () => run(await bench.at(id, variant), variant)]),
  )

const noTools: FaultCheck['without'] = (wire) =>
  wire.stream({ text: [], toolCalls: [], finishReason: 'tool-calls' })
    ? undefined
    : 'the wire has no tool calls'

const noMark = (error: AiuError): void =>
  must(!JSON.stringify(error).includes('\ufffd'), 'There is a replacement character in the error.')

/** What happens after a stream has begun. */
export const streamFaults: readonly FaultCheck[] = [
  {
    id: 'F28',
    wants: 'a stream that ends without its end to fail as `interrupted`, what had come as `partial`',
    because: 'half an answer taken for a whole one is a wrong answer that nobody notices',
    async run(bench) {
      const provider = await bench.at('F28')
      const error = await bench.fails(() => streamed(provider))
      code(error, 'stream', 'interrupted')
      partial(error, 'Hello.')
      cut(error)
      // Where every answer is streamed, a whole one is read out of a stream too.
      if (!bench.wire.whole) code(await bench.fails(() => ask(provider, QUESTION)), 'chat', 'interrupted')
    },
  },
  {
    id: 'F29',
    wants: 'a stream that ends inside an event or a character to fail as `interrupted`, with `partial`',
    because: 'what ends in the middle of a word has not ended',
    run: (bench) =>
      eachStream(bench, 'F29', async (provider) => {
        const error = await bench.fails(() => streamed(provider))
        code(error, 'stream', 'interrupted')
        partial(error, 'Hello.')
        noMark(error)
      }),
  },
  {
    id: 'F30',
    wants: 'a lost connection to fail as `interrupted` with cause and `partial`, and not to be asked again',
    because: 'the reader has the beginning already, and a second answer would follow on half of the first',
    async run(bench) {
      const provider = await bench.at('F30')
      const pieces: string[] = []
      const error = await bench.fails(async () => {
        for await (const piece of stream(provider, QUESTION).textStream) {
          pieces.push(piece)
          bench.server.release()
        }
      })
      must(same(pieces, ['Hel']), () => `The reader got ${show(pieces)} before it broke.`)
      code(error, 'stream', 'interrupted')
      partial(error, 'Hel')
      must(error.cause !== undefined, 'The error has no cause.')
      cut(error)
    },
  },
  {
    id: 'F31',
    wants: 'what has come to reach the reader at once, and a silent server to be left when the signal fires',
    because: 'a stream is read as it comes, and a timer around it must be able to end it',
    async run(bench) {
      const provider = await bench.at('F31')
      const controller = new AbortController()
      const safe = setTimeout(() => controller.abort(new Error('Nothing had come.')), 1000)
      const error = await bench.fails(async () => {
        for await (const _ of stream(provider, QUESTION, { signal: controller.signal }).textStream)
          setTimeout(() => controller.abort(new Error('mine')), 30)
      })
      clearTimeout(safe)
      code(error, 'stream', 'aborted')
      must(error.cause instanceof Error && error.cause.message === 'mine', 'The first piece was held back.')
      partial(error, 'Hel')
      const ended = await bench.server.requests.at(-1)?.ended
      must(ended?.complete === false, 'The connection was not closed.')
    },
  },
  {
    id: 'F32',
    wants: 'lines that say nothing to make no events, and to end when the signal fires',
    because: 'they keep a connection alive, not an answer, and must not look like one',
    async run(bench) {
      const provider = await bench.at('F32')
      const events: ChatEvent[] = []
      const error = await abortedOnceAsked(bench, async (signal) => {
        for await (const event of stream(provider, QUESTION, { signal })) events.push(event)
      })
      code(error, 'stream', 'aborted')
      must(!events.length, () => `They made these events: ${show(events)}`)
    },
  },
  {
    id: 'F33',
    wants: 'the answer within 50 ms of its end mark, and the connection given up soon after',
    because: 'some servers leave it open for minutes, and nobody should wait for that',
    run: (bench) =>
      eachStream(bench, 'F33', async (provider) => {
        const took = await bestOf(50, async () => {
          const answer = stream(provider, QUESTION, { signal: AbortSignal.timeout(2000) })
          let last = 0
          for await (const event of answer) if (event.type === 'text') last = loopNow()
          must((await answer.response).text === 'Hello.', 'The answer is another.')
          return loopNow() - last
        })
        must(took < 50, () => `the answer came ${Math.round(took)} ms after its last piece.`)
        await bench.server.quiet(600)
      }),
  },
  {
    id: 'F34',
    wants: 'one finish, nothing after the end, the last usage told, and usage nobody told to be undefined',
    because: 'a second finish is counted twice, and 0 tokens is a figure',
    run: (bench) =>
      eachStream(bench, 'F34', async (provider, variant) => {
        const signal = AbortSignal.timeout(2000)
        const answer = stream(provider, QUESTION, { signal })
        const types: string[] = []
        for await (const { type } of answer) types.push(type)
        const { text, finishReason, usage } = await answer.response
        must(text === 'Hello.', () => `the text is ${show(text)}.`)
        must(finishReason === 'stop', () => `the finish reason is ${show(finishReason)}.`)
        must(types.filter((type) => type === 'finish').length === 1, () => `the events are ${show(types)}.`)
        const figures = [usage?.inputTokens, usage?.outputTokens]
        const told = variant === 'no-usage' ? [undefined, undefined] : [3, 2]
        must(same(figures, told), () => `the usage is ${show(usage)}.`)
      }),
  },
  {
    id: 'F35',
    wants: 'the same answer however its bytes are cut, with CR LF as line ends, and behind a byte order mark',
    because: 'networks cut where they like',
    run: (bench) =>
      eachStream(bench, 'F35', async (provider, variant) => {
        const { text, usage } = await streamed(provider)
        const said = variant === 'bytes' ? 'Grüße, 東京 🗼' : 'Hello.'
        must(text === said, () => `the text is ${show(text)}, not ${show(said)}.`)
        must(usage?.outputTokens === 2, () => `the usage is ${show(usage)}.`)
      }),
  },
  {
    id: 'F36',
    wants: 'an error told inside a stream to be that error, its words in the message, with `partial`',
    because: 'a worker that died in the middle says so only there',
    run: (bench) =>
      eachStream(bench, 'F36', async (provider) => {
        const error = await bench.fails(() => streamed(provider))
        must(error.message.includes('The worker died.'), () => `its words are lost: ${show(error)}.`)
        must(
          !['interrupted', 'malformed', 'connection'].includes(error.code),
          () => `it was told as ${show(error)}.`,
        )
        partial(error, 'Hel')
      }),
  },
  {
    id: 'F37',
    wants: 'tool calls rebuilt whole and in order, each with an id, and a half one dropped as `interrupted`',
    because: 'a tool that runs on half of its arguments does something else',
    without: noTools,
    async run(bench) {
      const half = (variant: string): boolean => variant.startsWith('cut')
      await eachStream(
        bench,
        'F37',
        async (provider, variant) => {
          const { toolCalls, finishReason } = await streamed(provider)
          if (variant === 'many') {
            must(toolCalls.length && toolCalls.length <= 1024, () => `there are ${toolCalls.length} calls.`)
            return
          }
          const cities = variant === 'interleaved' ? ['Oslo', 'Rome'] : ['Oslo']
          const calls = toolCalls.map((call) => [call.name, parsed(call.arguments)])
          must(
            same(
              calls,
              cities.map((city) => ['weather', { city }]),
            ),
            () => `the calls are ${show(calls)}.`,
          )
          must(
            new Set(toolCalls.map(({ id }) => id || '')).size === cities.length,
            'a call has no id of its own.',
          )
          must(finishReason === 'tool-calls', () => `the finish reason is ${show(finishReason)}.`)
        },
        (variant) => !half(variant),
      )
      await eachStream(
        bench,
        'F37',
        async (provider) => {
          const error = await bench.fails(() => streamed(provider))
          code(error, 'stream', 'interrupted')
          must(!error.partial?.toolCalls.length, () => `partial holds ${show(error.partial?.toolCalls)}.`)
        },
        half,
      )
    },
  },
  {
    id: 'F38',
    wants: 'no more to be read than the reader asks for, and nothing more once it leaves',
    because: 'a slow reader of a long answer must not hold all of it in memory',
    async run(bench) {
      const provider = await bench.at('F38')
      const sent = (): number => bench.server.requests.at(-1)?.sentBytes ?? 0
      for await (const _ of stream(provider, QUESTION).textStream) {
        // It fills what the system holds between the two, and then stands still.
        let before = -1
        for (let round = 0; round < 100 && sent() !== before && sent() < MOST_SENT; round++) {
          before = sent()
          await pause(20)
        }
        must(sent() === before, () => `The server could send ${sent()} bytes while nobody read.`)
        break
      }
      const ended = await bench.server.requests.at(-1)?.ended
      must(ended?.complete === false, 'The connection was not closed.')
    },
  },
  {
    id: 'F39',
    wants: 'the connection closed within 50 ms of the reader leaving the loop, by `break` or by throwing',
    because: 'a model that goes on talking to nobody is paid for',
    async run(bench) {
      for (const how of ['break', 'throw'] as const) {
        const took = await bestOf(50, async () => {
          const outcomes: string[] = []
          const answer = stream(await bench.at('F39'), QUESTION, {
            onAttempt: ({ outcome }) => outcomes.push(outcome),
          })
          let left = 0
          try {
            for await (const _ of answer.textStream) {
              left = loopNow()
              if (how === 'throw') throw new Error('mine')
              break
            }
          } catch {}
          const { ended } = bench.server.requests.at(-1) ?? {}
          const closed = await Promise.race([ended, patience(1000)])
          must(closed, `${how}: the connection was still open a second later.`)
          must(same(outcomes, ['aborted']), () => `${how}: the attempt is told as ${show(outcomes)}.`)
          return loopNow() - left
        })
        must(took < 50, () => `${how}: the connection was closed after ${Math.round(took)} ms.`)
      }
    },
  },
]

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
