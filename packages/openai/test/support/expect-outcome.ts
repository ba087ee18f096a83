import type { ChatResponse } from '@aiu/core'
import type { ExpectedOutcome } from '@aiu/testing/node'
import { expect } from 'vitest'
import type { Run } from './run-case.ts'

/** What a shared case says beside what all cases say. */
export type Expected = Omit<ExpectedOutcome, 'toolCalls'> & {
  readonly choices?: readonly Expected[]
  readonly toolCalls?: readonly { id?: string; name: string; arguments?: string; input?: string }[]
  /** Of the Responses API: what the pieces spell, where it is not what the end holds. */
  readonly deltaText?: string
  readonly status?: string
  readonly model?: string
  readonly id?: string
}

const FINISH: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
}
const CODES: Readonly<Record<string, string>> = { truncated: 'interrupted', malformed: 'malformed' }

/** What can be told of a stream whose pieces spell something else than its end: said is said. */
export const textOf = ({ text, deltaText }: Expected): string | undefined =>
  deltaText !== undefined && !text?.startsWith(deltaText) ? deltaText : text

/** The run ended as the case says. What the case does not say is not asked for. */
export function expectOutcome(expected: Expected, { error, response }: Run): void {
  const { error: told, textBeforeError } = expected
  if (told) {
    const code = CODES[told.kind ?? '']
    if (code) expect(error?.code).toBe(code)
    else expect(['interrupted', 'malformed', 'connection', undefined]).not.toContain(error?.code)
    if (told.message) expect(error?.message).toContain(told.message.slice(0, 300))
    if (told.code !== undefined) expect(`${error?.vendorCode}`).toBe(`${told.code}`)
    if (textBeforeError !== undefined) expect(error?.partial?.text).toBe(textBeforeError)
    return
  }
  expect(error).toBeUndefined()
  if (response) expectAnswer(expected, response)
}

function expectAnswer(expected: Expected, response: ChatResponse): void {
  const said = expected.choices?.[0] ?? expected
  const { text, toolCalls, reasoning, refusal, finishReason, status, mustNotBe } = said
  const partsOf = (type: string): string =>
    response.parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('')
  if (text !== undefined) expect(response.text).toBe(textOf(said))
  if (text !== undefined || reasoning) expect(partsOf('reasoning')).toBe(reasoning ?? '')
  if (text !== undefined || refusal) expect(partsOf('refusal')).toBe(refusal ?? '')
  if (text !== undefined || toolCalls) expectCalls(toolCalls ?? [], response)
  if (finishReason !== undefined) {
    expect(response.rawFinishReason).toBe(finishReason ?? undefined)
    expect(response.finishReason).toBe(FINISH[finishReason ?? ''] ?? 'other')
  }
  if (status === 'completed') expect(response.finishReason).toBe(toolCalls?.length ? 'tool-calls' : 'stop')
  if (mustNotBe) expect(response.finishReason).not.toBe(mustNotBe)
  if (status && expected.model && expected.id)
    expect([response.model, response.id]).toEqual([expected.model, expected.id])
  const { usage } = expected
  if (usage === null) expect(response.usage).toBeUndefined()
  else if (usage)
    expect({ ...NONE, ...response.usage }).toMatchObject({
      inputTokens: usage.input,
      outputTokens: usage.output,
      cachedInputTokens: usage.cachedInput,
      reasoningTokens: usage.reasoning,
      ...(usage.total !== undefined && { totalTokens: usage.total }),
    })
}

/** No figure is told: each that a usage lacks. */
const NONE = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedInputTokens: undefined,
  reasoningTokens: undefined,
}

function expectCalls(expected: NonNullable<Expected['toolCalls']>, { toolCalls }: ChatResponse): void {
  expect(toolCalls.map(({ name, arguments: given }) => [name, JSON.parse(given)])).toEqual(
    expected.map(({ name, arguments: given, input }) => [name, input ?? JSON.parse(given || '{}')]),
  )
  for (const [at, { id }] of expected.entries()) if (id) expect(toolCalls[at]?.id).toBe(id)
}
