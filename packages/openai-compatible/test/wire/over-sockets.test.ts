import { type Pace, plainOutcome, seededCuts } from '@aiu/testing'
import { builtCases, replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { expectOutcome } from '../support/expect-outcome.ts'
import { runCase } from '../support/run-case.ts'

// Each case goes over a stub in the other files; here some go over a real server, packet by packet.
const SAMPLE = [
  'chat-plain',
  'chat-tools',
  'stream-done',
  'stream-without-done',
  'stream-crlf',
  'stream-cr',
  'stream-bom',
  'stream-multibyte',
  'stream-comments',
  'stream-done-no-line-end',
  'stream-usage-after-finish',
  'stream-tools-interleaved',
  'stream-error-raw-json',
  'stream-cut-in-character',
]
const cases = builtCases().filter(({ id }) => SAMPLE.includes(id))

test('the sample is there', () => expect(cases).toHaveLength(SAMPLE.length))

describe.each(cases)('over a socket: $id', ({ reply, expected }) => {
  const paces: readonly (readonly [string, Pace])[] = [
    ['whole', 'whole'],
    ['byte by byte', 'bytes'],
    ['random cuts', seededCuts(reply.body.length, 20, 4)],
  ]
  test.each(paces)('%s', async (_, pace) => {
    await using server = await replayServer({ reply, pace })
    expectOutcome(expected, await runCase({ baseURL: server.baseURL }, expected.stream))
    await server.quiet()
  })

  if (expected.error || !expected.stream) return

  test.each(['end', 'reset'] as const)('cut before its end, by %s', async (cutBy) => {
    const cutAt = plainOutcome(reply.body, expected).ending?.start ?? 0
    const { text } = plainOutcome(reply.body.subarray(0, cutAt), expected)
    await using server = await replayServer({ reply, pace: 'bytes', cutAt, cutBy })
    const { error } = await runCase({ baseURL: server.baseURL }, true)
    expect(error?.code).toBe('interrupted')
    if (cutBy === 'end') expect(error?.partial?.text).toBe(text)
    else expect(text.startsWith(error?.partial?.text ?? '-')).toBe(true)
    expect(error?.partial?.toolCalls).toEqual([])
    await server.quiet()
  })
})
