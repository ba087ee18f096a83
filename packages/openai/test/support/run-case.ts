import {
  type AiuError,
  ask,
  type ChatEvent,
  type ChatResponse,
  isAiuError,
  type Provider,
  stream,
} from '@aiu/core'
import { openai } from '@aiu/openai'
import { replayFetch } from '@aiu/testing'
import { expect } from 'vitest'
import { KEY } from './failing.ts'

type Replay = Parameters<typeof replayFetch>

/** A provider whose server plays one reply to whatever is asked. */
export function playing(api: 'responses' | 'chat', ...[reply, how]: Replay): Provider {
  const options = { baseURL: 'http://server.test', apiKey: KEY, model: 'm', fetch: replayFetch(reply, how) }
  return api === 'chat' ? openai({ ...options, api }) : openai(options)
}

/** How a call ended: an answer or an error, and the events on the way. */
export interface Run {
  readonly response?: ChatResponse
  readonly error?: AiuError
}

/** Asks once, as a stream or whole, and checks what must hold of every run, however it ends. */
export async function runCase(provider: Provider, streamed: boolean): Promise<Run> {
  const events: ChatEvent[] = []
  try {
    if (!streamed) return { response: await ask(provider, 'q') }
    const answer = stream(provider, 'q')
    for await (const event of answer) events.push(event)
    const response = await answer.response
    holds(events, response)
    return { response }
  } catch (error) {
    if (!isAiuError(error)) throw error
    expect(events.map(({ type }) => type)).not.toContain('finish')
    expect(events.map(({ type }) => type)).not.toContain('tool-call')
    return { error }
  }
}

/** What must hold of the events of any stream that was answered. */
function holds(events: readonly ChatEvent[], { text, toolCalls }: ChatResponse): void {
  const types = events.map(({ type }) => type)
  expect([types.indexOf('start'), types.lastIndexOf('start')]).toEqual([0, 0])
  expect(types.indexOf('finish')).toBe(types.length - 1)
  expect(events.map((event) => (event.type === 'text' ? event.text : '')).join('')).toBe(text)
  for (const [at, call] of toolCalls.entries()) {
    const deltas = events.flatMap((event) =>
      event.type === 'tool-call-delta' && event.index === at ? [event] : [],
    )
    expect(deltas.map(({ delta }) => delta).join('') || '{}').toBe(call.arguments)
    expect(deltas.every(({ id }) => id === call.id)).toBe(true)
  }
}
