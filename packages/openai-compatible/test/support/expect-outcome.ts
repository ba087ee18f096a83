import type { ExpectedOutcome } from '@aiu/testing/node'
import { expect } from 'vitest'
import type { Run } from './run-case.ts'

type Expected = ExpectedOutcome & { readonly choices?: readonly ExpectedOutcome[] }

const FINISH: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
}
const CODES: Readonly<Record<string, string>> = { truncated: 'interrupted', malformed: 'malformed' }

/** The run ended as the case says. What the case does not say is not asked for. */
export function expectOutcome(expected: Expected, run: Run): void {
  if (expected.error) expectFailure(expected, run)
  else expectAnswer(expected, run)
  if (expected.noPollution) expect('polluted' in {}).toBe(false)
}

function expectFailure(
  { error: told = {}, textBeforeError, toolCalls, stream }: Expected,
  { error, response }: Run,
): void {
  expect(response).toBeUndefined()
  const code = CODES[told.kind ?? '']
  if (code) expect(error?.code).toBe(code)
  else expect(['interrupted', 'malformed', 'connection']).not.toContain(error?.code)
  if (told.message) expect(error?.message).toContain(told.message)
  if (told.code !== undefined) expect(String(error?.vendorCode)).toBe(String(told.code))
  if (stream) expect(error?.attempts).toMatchObject([{ outcome: code === 'interrupted' ? 'cut' : 'failed' }])
  if (textBeforeError !== undefined) expect(error?.partial?.text).toBe(textBeforeError)
  if (toolCalls) expect(error?.partial?.toolCalls).toEqual(toolCalls)
}

function expectAnswer(expected: Expected, { error, response }: Run): void {
  expect(error).toBeUndefined()
  if (!response) return
  const said = expected.choices?.[0] ?? expected
  const partsOf = (type: string): string =>
    response.parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('')
  if (said.text !== undefined) expect(response.text).toBe(said.text)
  if (said.text !== undefined || said.reasoning) expect(partsOf('reasoning')).toBe(said.reasoning ?? '')
  if (said.text !== undefined || said.refusal) expect(partsOf('refusal')).toBe(said.refusal ?? '')
  if (said.sources) {
    expect(response.parts.flatMap((part) => (part.type === 'source' ? [part.url] : []))).toEqual(said.sources)
  }
  if (said.finishReason !== undefined) {
    const word = said.finishReason ?? undefined
    expect(response.rawFinishReason).toBe(word)
    expect(response.finishReason).toBe(said.finish ?? FINISH[word ?? ''] ?? 'other')
  }
  if (said.mustNotBe) expect(response.finishReason).not.toBe(said.mustNotBe)
  expectToolCalls(said.toolCalls ?? (said.text === undefined ? undefined : []), response.toolCalls)
  if (expected.usage !== undefined) expectUsage(expected.usage, response.usage)
  expect(response.attempts).toMatchObject([{ outcome: 'done' }])
}

type Call = { readonly id?: string; readonly name: string; readonly arguments: string }

function expectToolCalls(expected: readonly Call[] | undefined, calls: readonly Call[]): void {
  if (!expected) return
  expect(calls.map((call) => [call.name, JSON.parse(call.arguments)])).toEqual(
    expected.map((call) => [call.name, JSON.parse(call.arguments || '{}')]),
  )
  for (const [index, { id }] of expected.entries()) {
    if (id) expect(calls[index]?.id).toBe(id)
    else expect(calls[index]?.id).toMatch(/./)
  }
  expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length)
}

/** No figure is told: each that a usage lacks. */
const NONE = {
  inputTokens: undefined,
  outputTokens: undefined,
  cachedInputTokens: undefined,
  reasoningTokens: undefined,
}

function expectUsage(
  expected: NonNullable<ExpectedOutcome['usage']> | null,
  usage: object | undefined,
): void {
  if (!expected) {
    expect(usage).toBeUndefined()
    return
  }
  const { input, output, total, cachedInput, reasoning } = expected
  expect({ ...NONE, ...usage }).toMatchObject({
    inputTokens: input,
    outputTokens: output,
    cachedInputTokens: cachedInput,
    reasoningTokens: reasoning,
    source: 'provider',
    ...(total !== undefined && { totalTokens: total }),
  })
}
