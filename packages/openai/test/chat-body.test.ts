import { ask } from '@aiu/core'
import { openai } from '@aiu/openai'
import { replayServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'
import { KEY } from './support/failing.ts'
import { COMPLETION } from './support/sent.ts'

test('chat completions have every option, and max_completion_tokens for the limit', async () => {
  await using server = await replayServer({ reply: { body: COMPLETION } })
  const provider = openai({ baseURL: server.origin, apiKey: KEY, model: 'm', api: 'chat' })
  const { text } = await ask(provider, 'q', {
    maxTokens: 7,
    temperature: 0,
    seed: 1,
    stop: ['x'],
    reasoning: 'low',
    extra: { verbosity: 'low' },
  })
  expect(text).toBe('Hi.')
  expect(server.requests).toMatchObject([{ method: 'POST', path: '/v1/chat/completions' }])
  expect(server.requests[0]?.body).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'q' }],
    max_completion_tokens: 7,
    temperature: 0,
    seed: 1,
    stop: ['x'],
    reasoning_effort: 'low',
    verbosity: 'low',
  })
})
