import { type PlainReply, plainOutcome } from '@aiu/testing'
import { builtCases, type WireCase } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'

const cases = builtCases()
const chats = (['chat', 'responses', 'ollama-chat'] as const).flatMap((api) => builtCases(api))
const read = ({ api, reply, expected: { stream } }: WireCase) =>
  plainOutcome(reply.body, { stream, api: api as NonNullable<PlainReply['api']> })

/** What the case says, with the words that its `expected` leaves out. */
const said = ({
  expected: { stream: _, finish: _finish, mustNotBe: _not, noPollution: _clean, ...rest },
}: WireCase) => rest

describe('the fixtures are what a second, plain reader reads in them', () => {
  test('there is one for each behavior, and names are unique', () => {
    expect(cases.length).toBeGreaterThan(200)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    for (const { id, why } of cases) expect(why, id).toMatch(/\w/)
    const apis = new Set(cases.map(({ api }) => api))
    expect([...apis].sort()).toEqual(['chat', 'embeddings', 'ollama-chat', 'ollama-embed', 'responses'])
    expect([...apis].flatMap((api) => builtCases(api))).toHaveLength(cases.length)
  })

  test.each(chats.filter(({ expected }) => !expected.error))('$id', (one) => {
    const { text, reasoning, refusal, toolCalls, sources, finishReason, usage, error } = read(one)
    expect(error).toBeUndefined()
    const whole = { text: '', reasoning: '', refusal: '', toolCalls: [], sources: [], usage, ...said(one) }
    expect({ text, reasoning, refusal, toolCalls, sources, finishReason, usage }).toEqual(whole)
  })

  test.each(chats.filter(({ expected }) => expected.error))('$id', (one) => {
    const { text, toolCalls, error } = read(one)
    expect(error).toMatchObject(one.expected.error ?? {})
    expect(toolCalls).toEqual([])
    expect(text).toBe(one.expected.textBeforeError ?? '')
    if (one.expected.error?.kind !== 'truncated') expect(error?.kind).not.toBe('truncated')
  })
})

describe('the plain reader', () => {
  const chat = (text: string) => plainOutcome(new TextEncoder().encode(text), { stream: true })
  const finish = 'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}'

  test('says where the event begins and ends that completes the answer', () => {
    const body = `: hello\n\n${finish}\n\ndata: [DONE]\n\n`
    const { ending } = chat(body)
    expect(body.slice(ending?.start, ending?.end)).toBe(`${finish}\n\n`)
  })

  test('takes no event without its blank line', () => {
    expect(chat(`${finish}\n`).error).toEqual({ kind: 'truncated' })
    expect(chat(`${finish}\n\n`).error).toBeUndefined()
  })

  test('waits for the finish of every choice', () => {
    const other = 'data: {"choices":[{"index":1,"delta":{"content":"b"},"finish_reason":null}]}'
    expect(chat(`${other}\n\n${finish}\n\n`)).toMatchObject({ text: 'a', error: { kind: 'truncated' } })
  })

  test.each(chats.filter(({ expected }) => expected.stream && !expected.error))(
    'says where $id ends: not a byte earlier',
    (one) => {
      const { ending } = read(one)
      const cut = (at: number) =>
        read({ ...one, reply: { ...one.reply, body: one.reply.body.subarray(0, at) } })
      expect(cut(ending?.start ?? 0).error).toEqual({ kind: 'truncated' })
      expect(cut(ending?.end ?? 0).error).toBeUndefined()
    },
  )
})
