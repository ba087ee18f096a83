import { type Pace, plainOutcome, seededCuts } from '@aiu/testing'
import type { WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'
import { known, type Outcome, outcomeOf } from './outcome-of.ts'

/** Reads a case whole, byte by byte, at random cuts, and cut before its end and inside its last event. */
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
function expectTold({ reply, expected }: WireCase, { error, ...got }: Outcome): void {
  const plain = plainOutcome(reply.body, expected)
  if (plain.error) {
    const { kind, message = '' } = plain.error
    const cut = kind === 'told' ? [] : [kind === 'truncated' ? 'interrupted' : 'malformed']
    if (cut.length) expect(cut).toContain(error?.code)
    else expect(['interrupted', 'malformed', 'connection', undefined]).not.toContain(error?.code)
    expect(error?.message).toContain(message.slice(0, 200))
    if (expected.stream) expect(got.text).toBe(expected.textBeforeError ?? plain.text)
    return
  }
  expect(error).toBeUndefined()
  const { text, reasoning, refusal, sources, finishReason, usage } = plain
  expect(got).toMatchObject({ text, reasoning, refusal, sources })
  expect(got.finishReason ?? null).toBe(finishReason)
  expect(got.usage).toEqual(usage && known(usage))
  expect(got.toolCalls.map(byValue)).toEqual(plain.toolCalls.map(byValue))
  if (expected.text !== undefined) expect(got.text).toBe(expected.text)
}

const byValue = ({ name, arguments: args }: { name: string; arguments: string }): unknown[] => [
  name,
  JSON.parse(args),
]

/** Before the event that completes the answer, and inside it; of a JSON body, anywhere. */
function cutsOf({ reply: { body }, expected }: WireCase): readonly number[] {
  if (!expected.stream) {
    const { length } = new TextDecoder().decode(body).trimEnd()
    return [0, 1, Math.floor(length / 2), length - 1]
  }
  const { start = 0, end = 0 } = plainOutcome(body, expected).ending ?? {}
  return [start, start + 3, Math.floor((start + end) / 2)]
}

function expectCut({ reply, expected }: WireCase, cutAt: number, { error, ...got }: Outcome): void {
  expect(expected.stream ? ['interrupted'] : ['malformed', 'interrupted'], `cut at ${cutAt}`).toContain(
    error?.code,
  )
  if (!expected.stream) return
  const { text } = plainOutcome(reply.body.subarray(0, cutAt), expected)
  expect(got).toMatchObject({ text, toolCalls: [] })
}
