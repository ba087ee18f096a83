import { type Pace, plainOutcome, seededCuts } from '@aiu/testing'
import type { WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { type Outcome, outcomeOf } from './outcome-of.ts'

const plainOf = ({ reply, expected: { stream } }: WireCase, cutAt?: number) =>
  plainOutcome(reply.body.subarray(0, cutAt), { stream, api: 'ollama-chat' })

/** Reads a case whole, byte by byte, at random cuts, and cut before its end and inside its last line. */
export function fourWays(cases: readonly WireCase[]): void {
  describe.each(cases)('$id', (one) => {
    const { reply, expected } = one
    const paces: readonly (readonly [string, Pace])[] = [
      ['whole', 'whole'],
      ['byte by byte', 'bytes'],
      ...[1, 2, 3].map((seed) => [`random cuts ${seed}`, seededCuts(reply.body.length, 20, seed)] as const),
    ]
    test.each(paces)('%s', async (_, pace) => expectTold(one, await outcomeOf(one, { pace })))

    if (expected.error) return

    test('cut before its end', async () => {
      for (const cutAt of cutsOf(one)) expectCut(one, cutAt, await outcomeOf(one, { cutAt }))
    })
  })
}

/** As the plain reader has it, which shares no code with ours, and as the case itself says. */
function expectTold(one: WireCase, { error, ...got }: Outcome): void {
  const { expected, reply } = one
  const plain = plainOf(one)
  if (expected.noPollution) expect('polluted' in {}).toBe(false)
  if (plain.error) {
    const { kind, message = '' } = plain.error
    expect(expected.error).toBeDefined()
    if (kind === 'told') {
      expect(['interrupted', 'malformed', 'connection']).not.toContain(error?.code)
      expect(error?.status).toBe(reply.status === 200 ? undefined : reply.status)
    } else expect(error?.code).toBe(kind === 'truncated' ? 'interrupted' : 'malformed')
    expect(error?.message).toContain(message)
    expect(error?.message).toContain(expected.error?.message ?? '')
    if (expected.stream) expect(got).toMatchObject({ text: plain.text, toolCalls: [] })
    return
  }
  expect(error).toBeUndefined()
  const { text, reasoning, finishReason, usage, toolCalls } = plain
  expect(got).toMatchObject({ text, reasoning, rawFinishReason: finishReason, usage })
  expect(got.toolCalls.map(byValue)).toEqual(toolCalls.map(byValue))
  for (const [index, { id }] of toolCalls.entries())
    expect(got.toolCalls[index]?.id).toEqual(id ?? expect.stringMatching(/./))
  expect(new Set(got.toolCalls.map(({ id }) => id)).size).toBe(got.toolCalls.length)
  if (expected.text !== undefined) expect(got.text).toBe(expected.text)
  if (expected.finishReason !== undefined) expect(got.rawFinishReason).toBe(expected.finishReason)
  if (expected.finish) expect(got.finishReason).toBe(expected.finish)
  if (expected.mustNotBe) expect(got.finishReason).not.toBe(expected.mustNotBe)
}

const byValue = ({ name, arguments: args }: { name: string; arguments: string }): unknown[] => [
  name,
  JSON.parse(args),
]

/** Before the line that completes the answer, and inside it; of a JSON body, anywhere. */
function cutsOf(one: WireCase): readonly number[] {
  const { reply, expected } = one
  if (!expected.stream) {
    const { length } = new TextDecoder().decode(reply.body).trimEnd()
    return [0, 1, Math.floor(length / 2), length - 1]
  }
  const { start = 0, end = 0 } = plainOf(one).ending ?? {}
  return [start, start + 3, Math.floor((start + end) / 2)]
}

function expectCut(one: WireCase, cutAt: number, { error, ...got }: Outcome): void {
  const { stream } = one.expected
  expect(stream ? ['interrupted'] : ['malformed', 'interrupted'], `cut at ${cutAt}`).toContain(error?.code)
  if (stream) expect(got).toMatchObject({ text: plainOf(one, cutAt).text, toolCalls: [] })
}
