import { type Attempt, createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { type Exchange, loopbackServer } from '@aiu/testing/node'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { expect, onTestFinished, test } from 'vitest'
import { hedge } from '../../src/index.ts'
import { put, VERBS } from '../fallback/support.ts'

const piece = (content: string, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`

const answerWell = ({ request, response }: Exchange): void => {
  if (!(request.body as { stream?: boolean }).stream) {
    response.setHeader('content-type', 'application/json')
    const message = { role: 'assistant', content: 'fine' }
    return void response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] }))
  }
  response.setHeader('content-type', 'text/event-stream')
  response.end(`${piece('fine')}${piece('', 'stop')}data: [DONE]\n\n`)
}

/** A server that says nothing, one that answers, and a provider of each. */
async function pair(silent: (exchange: Exchange) => void = () => {}) {
  const [mute, quick] = await Promise.all([loopbackServer(silent), loopbackServer(answerWell)])
  onTestFinished(async () => {
    await Promise.all([mute.close(), quick.close()])
  })
  const of = (baseURL: string) => openaiCompatible({ baseURL, model: 'm', apiKey: 'test' })
  return { mute, quick, ai: createClient(hedge({ afterMs: 20 }, of(mute.baseURL), of(quick.baseURL))) }
}

test.each(VERBS)("%s: the loser's socket is closed within 50 ms of the answer", async (verb) => {
  const { mute, quick, ai } = await pair()
  const all: Attempt[] = []
  const response = await put(ai, verb, { onAttempt: (attempt: Attempt) => all.push(attempt) })
  const answered = loopNow()
  expect(response.text).toBe('fine')
  const ended = await mute.requests[0]?.ended
  expect(ended?.complete).toBe(false)
  expect(loopNow() - answered).toBeLessThan(50)
  expect([mute.requests.length, quick.requests.length]).toEqual([1, 1])
  const [loser] = response.attempts.filter(({ outcome }) => outcome !== 'done')
  expect(loser).toMatchObject({ outcome: 'aborted', baseURL: mute.baseURL })
  expect(all).toHaveLength(2)
  await mute.quiet()
})

test('a loser that has sent its headers, and nothing more, is closed as well', async () => {
  const { mute, ai } = await pair(({ response }) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(': wait\n\n')
  })
  const response = await ai.stream('q').response
  expect(response.attempts.map(({ outcome }) => outcome).sort()).toEqual(['aborted', 'done'])
  await mute.quiet(50)
})

test.each(VERBS)('%s: an abort closes both', async (verb) => {
  const both = await Promise.all([loopbackServer(() => {}), loopbackServer(() => {})])
  onTestFinished(async () => {
    await Promise.all(both.map((server) => server.close()))
  })
  const [a, b] = both.map(({ baseURL }) => openaiCompatible({ baseURL, model: 'm', apiKey: 'test' }))
  if (!a || !b) throw new Error('two')
  const caller = new AbortController()
  const asked = put(createClient(hedge({ afterMs: 1 }, a, b)), verb, { signal: caller.signal })
  const gone = expect(asked).rejects.toMatchObject({ code: 'aborted' })
  while (!both.every(({ requests }) => requests.length)) await new Promise((resolve) => setImmediate(resolve))
  caller.abort()
  await gone
  await Promise.all(both.map((server) => server.quiet(50)))
})
