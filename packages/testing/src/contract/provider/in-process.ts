import { type AiuError, ask, isAiuError, type Message, stream } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import { bestOf } from '../best-of.ts'
import { must, same, show } from '../rule.ts'
import { holdsWords, inOrder, knowsItself, request } from './answers.ts'
import { code, QUESTION, streamed } from './bench.ts'
import { carriedOrRefused } from './carried.ts'
import { fails, type InProcess, type InProcessCheck, SHORT } from './in-process-bench.ts'

/** From the first text of a long answer until the call has ended, after `leave`. */
async function leaving(
  { provider, long }: InProcess,
  leave: (controller: AbortController) => 'stop' | undefined,
): Promise<{ ms: number; error: AiuError | undefined }> {
  const controller = new AbortController()
  let left = 0
  const answer = stream(provider, QUESTION, { ...long, signal: controller.signal })
  const error = await (async () => {
    for await (const event of answer) {
      if (event.type !== 'text') continue
      left ||= loopNow()
      if (leave(controller)) break
    }
  })().then(
    () => undefined,
    (cause: unknown) => cause,
  )
  const ms = loopNow() - left
  must(left, 'The long answer had no text.')
  must(error === undefined || isAiuError(error), () => `It failed with ${show(error)}.`)
  return { ms, error }
}

/** It answers as before: nothing of an earlier call stands in its way. */
const stillAnswers = async ({ provider }: InProcess): Promise<void> => {
  const { finishReason } = await ask(provider, QUESTION, SHORT)
  must(finishReason === 'stop' || finishReason === 'length', () => `Then it ended as ${finishReason}.`)
}

/** What holds of a provider whose model runs in the process, but what it can do beside: what a network cannot take from it. */
export const inProcessAnswers: readonly InProcessCheck[] = [
  {
    name: 'tells who it is',
    wants: 'a `name`, and as texts what else it tells of itself',
    because: 'errors, usage rows and the keys of caches and limits are made of it',
    run: async ({ provider }) => knowsItself(provider),
  },
  {
    name: 'the same answer whole and as a stream',
    wants: 'chat and stream to give the same text and finish reason for the same question and seed',
    because: 'a layer, or a cache, may take the one for the other',
    async run({ provider }) {
      const whole = await ask(provider, QUESTION, SHORT)
      const pieces = await streamed(provider, QUESTION, SHORT)
      for (const what of ['text', 'finishReason', 'model', 'provider'] as const)
        must(
          same(whole[what], pieces[what]),
          () => `${what} is ${show(whole[what])} whole, and ${show(pieces[what])} as a stream.`,
        )
      must(whole.model, 'No model is told: neither by the answer, nor as defaultModel.')
    },
  },
  {
    name: 'what core needs stands in a result',
    wants: 'parts, a finish reason and usage in the words of core',
    because: 'layers read them without asking what they are',
    async run({ provider, prove }) {
      await holdsWords(provider, request(SHORT))
      const { usage } = await ask(provider, QUESTION, SHORT)
      prove('usage', usage?.outputTokens === undefined ? 'no' : 'yes')
    },
  },
  {
    name: 'events come in their order, and finish once',
    wants: '`start` first if it comes, and exactly one `finish`, last',
    because: 'who reads a stream stops at finish, and counts it',
    run: async ({ provider }) => void (await inOrder(provider, request(SHORT))),
  },
  {
    name: 'an answer that is cut short says so',
    wants: 'the finish reason `length` where maxTokens ended it',
    because: 'a cut answer that says it stopped is stored as a whole one',
    async run({ provider, long, prove }) {
      for (const call of [ask, streamed]) {
        const { finishReason } = await call(provider, QUESTION, { ...long, maxTokens: 4 })
        must(finishReason === 'length', () => `With maxTokens 4 it ended as ${finishReason}.`)
      }
      prove('maxTokens', 'yes')
      prove('finish reasons', 'yes')
    },
  },
  {
    name: 'answers of several calls at once are not mixed',
    wants: 'each of several calls to get the answer it gets alone',
    because: 'what a provider keeps between calls must belong to none of them',
    async run({ provider }) {
      const questions = ['One?', 'Two?', 'Three?']
      const alone: string[] = []
      for (const question of questions) alone.push((await ask(provider, question, SHORT)).text)
      const together = await Promise.all(
        questions.map(
          async (question, index) => (await (index % 2 ? streamed : ask)(provider, question, SHORT)).text,
        ),
      )
      must(same(alone, together), () => `Alone it answered ${show(alone)}, together ${show(together)}.`)
    },
  },
  {
    name: 'F39 consumer breaks or throws',
    wants: 'the loop to be left within 50 ms, and the model to stop',
    because: 'a model that goes on talking to nobody holds up everybody else',
    async run(bench) {
      const ms = await bestOf(50, async () => (await leaving(bench, () => 'stop')).ms)
      must(ms < 50, () => `Leaving took ${Math.round(ms)} ms.`)
      await stillAnswers(bench)
    },
  },
  {
    name: 'F40 abort at every stage',
    wants: "an abort to end the call as `aborted` within 50 ms, with the caller's reason as cause",
    because: 'cancel means cancel: a signal that is not passed on leaves a call that nobody can end',
    async run(bench) {
      const { provider, long } = bench
      const reason = new Error('mine')
      const signal = AbortSignal.abort(reason)
      for (const call of [ask, streamed])
        code(
          await fails(() => call(provider, QUESTION, { ...SHORT, signal })),
          'A call on a fired signal',
          'aborted',
        )
      const ms = await bestOf(50, async () => {
        const { ms, error } = await leaving(bench, (controller) => void controller.abort(reason))
        must(error, 'The stream ended as success after the abort.')
        code(error, 'the stream', 'aborted')
        must(error.cause === reason, () => `The cause is ${show(error.cause)}, not the caller's reason.`)
        must(error.partial?.text, 'The error has no partial text.')
        return ms
      })
      must(ms < 50, () => `It took ${Math.round(ms)} ms.`)
      const whole = await bestOf(50, async () => {
        const controller = new AbortController()
        let at = 0
        setTimeout(() => {
          at = loopNow()
          controller.abort(reason)
        }, 20)
        const error = await fails(() => ask(provider, QUESTION, { ...long, signal: controller.signal }))
        code(error, 'a whole answer', 'aborted')
        return loopNow() - at
      })
      must(whole < 50, () => `For a whole answer it took ${Math.round(whole)} ms.`)
      await stillAnswers(bench)
    },
  },
  {
    name: 'F66 __proto__ in tool arguments, schema and history',
    wants: 'keys like any other, that change nothing',
    because: 'what a model or a user wrote could change every object of the program',
    async run({ provider }) {
      const poison = JSON.parse('{"__proto__":{"polluted":true}}') as object
      const prompt: Message[] = [
        { role: 'user', content: QUESTION },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', id: 'a', name: 'f', arguments: JSON.stringify(poison) }],
        },
        { role: 'tool', content: [{ type: 'tool-result', id: 'a', name: 'f', output: poison }] },
      ]
      await carriedOrRefused(provider, {}, prompt, SHORT)
      must(!('polluted' in {}), 'Object.prototype has been changed.')
    },
  },
  {
    name: 'F68 CR/LF in a model name',
    wants: 'it to be refused',
    because: 'a name with a line break in it is no name',
    async run({ provider }) {
      await fails(() => ask(provider, QUESTION, { ...SHORT, model: 'm\nx: 1' }))
    },
  },
]
