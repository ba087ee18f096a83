import { type AiuError, ask, type ChatEvent, type ChatResponse, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { expect } from 'vitest'
import { KEY, outputsOf } from './failing.ts'

/** How a call ended: an answer or an error, and the events on the way. */
export interface Run {
  readonly response?: ChatResponse
  readonly error?: AiuError
  readonly events: readonly ChatEvent[]
}

/** Asks once, as a stream or whole, and checks what must hold of every run, however it ends. */
export async function runCase(
  options: { baseURL?: string; fetch?: typeof fetch },
  streamed: boolean,
): Promise<Run> {
  const provider = openaiCompatible({ baseURL: 'http://server.test/v1', apiKey: KEY, model: 'm', ...options })
  const events: ChatEvent[] = []
  let run: Run
  try {
    if (streamed) {
      const answer = stream(provider, 'q')
      for await (const event of answer) events.push(event)
      run = { response: await answer.response, events }
    } else run = { response: await ask(provider, 'q'), events }
  } catch (error) {
    if (!isAiuError(error)) throw error
    run = { error, events }
  }
  if (streamed) holds(run)
  expect(JSON.stringify(run.response ?? run.error?.partial ?? '')).not.toContain('\ufffd')
  if (run.error) expect(outputsOf(run.error)).not.toContain(KEY)
  return run
}

const joined = (events: readonly ChatEvent[], type: string): string =>
  events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('')

/** What must hold of the events of any stream. */
function holds({ response, error, events }: Run): void {
  const types = events.map(({ type }) => type)
  const { text, toolCalls } = response ?? error?.partial ?? { text: '', toolCalls: [] }
  expect(types.slice(1)).not.toContain('start')
  if (types.length) expect(types[0]).toBe('start')
  expect(joined(events, 'text')).toBe(text)
  expect(events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []))).toEqual(toolCalls)
  if (!response) {
    expect(types).not.toContain('finish')
    expect(error?.partial).toBeDefined()
    return
  }
  expect(types.indexOf('finish')).toBe(types.length - 1)
  for (const [index, call] of toolCalls.entries()) {
    const pieces = events
      .filter((event) => event.type === 'tool-call-delta')
      .filter((event) => event.index === index)
    expect(pieces.map(({ delta }) => delta).join('') || '{}').toBe(call.arguments)
    for (const { id } of pieces) expect(id).toBe(call.id)
  }
}
