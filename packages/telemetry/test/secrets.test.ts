import { AiuError, createClient, type Provider } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { describe, expect, test } from 'vitest'
import { telemetry } from '../src/index.ts'
import { otel } from './support/otel.ts'
import { refuse, upstream } from './support/upstream.ts'

const KEY = 'sk-made-up-1234567890'
/** A key that does not look like one. */
const PLAIN = 'correct horse battery'

test('F68 what looks like a key is told nowhere, whoever put it there', async () => {
  const { text, spans, ...providers } = otel()
  const careless: Provider = {
    name: 'careless',
    defaultModel: KEY,
    chat: async () => ({
      parts: [{ type: 'text', text: 'a' }],
      finishReason: 'other',
      rawFinishReason: KEY,
      id: KEY,
      model: `served by ${KEY}`,
      warnings: [{ code: KEY, message: KEY }],
      usage: { inputTokens: 1, serviceTier: KEY, source: 'provider' },
      cost: { amount: 1, currency: KEY, source: KEY, lines: [] },
    }),
    async *stream() {
      yield { type: 'text', text: 'a' }
      throw new AiuError('server', KEY, { vendorCode: KEY, requestId: KEY })
    },
  }
  const ai = createClient(careless, telemetry(providers))
  await ai.ask(`My key is ${KEY}.`, { stop: [KEY], tags: { key: KEY }, callId: KEY })
  await ai.stream(KEY).response.catch(() => {})
  expect(spans()).toHaveLength(2)
  expect(await text()).not.toContain(KEY)
})

describe.each([false, true])('with content %s', (content) => {
  test.each([KEY, PLAIN])(
    'F68 a key is nowhere in what is exported, though the server repeats it: %s',
    async (apiKey) => {
      const { text, spans, ...providers } = otel()
      const server = await upstream((exchange, time) => {
        if (time === 1) return refuse(exchange, 401, `Incorrect API key provided: ${apiKey}.`)
        if (time === 2) return refuse(exchange, 400, `Bearer ${apiKey}`, { 'x-request-id': apiKey })
        exchange.response.setHeader('content-type', 'text/event-stream')
        exchange.response.end(`data: {"error":{"message":"bad ${apiKey}","code":"${apiKey}"}}\n\n`)
      })
      const ai = createClient(
        openaiCompatible({ baseURL: server.baseURL, apiKey, model: 'small' }),
        telemetry({ ...providers, content }),
      )
      await ai.ask('one').catch(() => {})
      await ai.ask('two').catch(() => {})
      await ai.stream('three').response.catch(() => {})
      expect(spans()).toHaveLength(3)
      expect(await text()).not.toContain(apiKey)
    },
  )
})
