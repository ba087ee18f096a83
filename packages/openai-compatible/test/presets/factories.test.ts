import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isAiuError } from '@aiu/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifests } from '../../src/manifest.ts'
import { fromPreset } from '../../src/presets/from-preset.ts'
import * as presets from '../../src/presets/index.ts'
import type { Preset } from '../../src/presets/preset.ts'

interface Seen {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}
const seen: Seen[] = []
const server = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const body = JSON.parse(text)
  seen.push({ url: request.url ?? '', headers: request.headers, body })
  const choice = { index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }
  if (!body.stream) return response.end(JSON.stringify({ id: '1', model: body.model, choices: [choice] }))
  response.setHeader('content-type', 'text/event-stream')
  response.end(
    `data: ${JSON.stringify({ choices: [{ ...choice, delta: choice.message }] })}\n\ndata: [DONE]\n\n`,
  )
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const request = { messages: [{ role: 'user', content: 'hi' }], maxTokens: 9, seed: 3 } as const
const last = (): Seen => seen.at(-1) as Seen
const rows: Preset[] = Object.values(presets).filter((value): value is Preset => typeof value === 'object')

const factories = {
  openai: presets.openai,
  groq: presets.groq,
  openrouter: presets.openRouter,
  together: presets.together,
  deepseek: presets.deepSeek,
  mistral: presets.mistral,
  xai: presets.xai,
  cerebras: presets.cerebras,
  fireworks: presets.fireworks,
  anthropic: presets.anthropicCompatible,
  gemini: presets.geminiCompatible,
  ollama: presets.ollama,
  'lm-studio': presets.lmStudio,
  'llama-server': presets.llamaServer,
  vllm: presets.vllm,
  localai: presets.localAI,
  fastchat: presets.fastChat,
  'text-generation-webui': presets.textGenerationWebUI,
}

test('every preset but the plain one has a factory', () => {
  expect([...Object.keys(factories), 'openai-compatible'].sort()).toEqual(rows.map(({ id }) => id).sort())
})

describe.each(rows.map((row) => [row.id, row] as const))('%s', (id, row) => {
  test('its factory, its manifest and its row make the same provider', async () => {
    const options = { apiKey: 'sk-test-12345678', baseURL: origin, model: 'm' }
    const made = [
      fromPreset(row, options),
      await manifests.find((one) => one.id === id)?.create(options),
      factories[id as keyof typeof factories]?.(options),
    ]
    for (const provider of made.filter((one) => one !== undefined)) {
      expect(provider.name).toBe(id)
      expect(provider.baseURL).toBe(origin + row.apiPath)
      expect(provider.defaultModel).toBe('m')
      const { parts } = await provider.chat(request)
      expect(parts).toEqual([{ type: 'text', text: 'hello' }])
      expect(last().url).toBe(`${row.apiPath}/chat/completions`)
      expect(last().headers.authorization).toBe('Bearer sk-test-12345678')
    }
  })

  test('sends what the server takes, and no more', async () => {
    const provider = fromPreset(row, { apiKey: 'k', baseURL: origin, model: 'm' })
    for await (const _ of provider.stream(request));
    const { body } = last()
    const { omit = [], maxTokensAs = 'max_tokens' } = row.quirks ?? {}
    expect(body[maxTokensAs]).toBe(9)
    expect('max_tokens' in body && 'max_completion_tokens' in body).toBe(false)
    expect(body.seed).toBe(omit.includes('seed') ? undefined : 3)
    expect(body.stream_options).toEqual(omit.includes('stream_options') ? undefined : { include_usage: true })
    for (const name of omit) expect(body).not.toHaveProperty(name)
  })
})

const refusal = (make: () => unknown): { code: string; message: string; hint: string } => {
  try {
    make()
  } catch (error) {
    if (isAiuError(error)) return error
  }
  throw new Error('not refused')
}

test('a hosted vendor without a key is refused before any request, saying where to make one', () => {
  const before = seen.length
  const { code, message, hint } = refusal(() => presets.groq())
  expect(code).toBe('configuration')
  expect(message).toContain('Groq')
  expect(hint).toContain('https://console.groq.com/keys')
  expect(hint).toContain('GROQ_API_KEY')
  expect(seen.length).toBe(before)
})

test('a proxy of your own may hold the key', async () => {
  await presets.groq({ baseURL: `${origin}/proxy` }).chat(request)
  expect(last().url).toBe('/proxy/chat/completions')
  expect(last().headers.authorization).toBeUndefined()
  expect(last().body.model).toBe('openai/gpt-oss-120b')
})

test('a plain server without an address is refused', () => {
  expect(refusal(() => fromPreset(presets.OPENAI_COMPATIBLE)).hint).toContain('AI_BASE_URL')
})
test('an address that is none is refused, and named', () => {
  const { code, message } = refusal(() => presets.vllm({ baseURL: 'http://' }))
  expect(code).toBe('configuration')
  expect(message).toContain('"http://"')
})

test('servers that answer with whatever is loaded need no model', async () => {
  for (const make of [presets.llamaServer, presets.textGenerationWebUI]) {
    await make({ baseURL: origin }).chat(request)
    expect(last().body.model).toBe('default')
  }
})

test('openRouter says whose app it is, if told; headers of your own win', async () => {
  const apiKey = 'sk-or-12345678'
  await presets
    .openRouter({ apiKey, baseURL: origin, referer: 'https://app.test', title: 'App' })
    .chat(request)
  expect(last().headers).toMatchObject({ 'http-referer': 'https://app.test', 'x-title': 'App' })
  await presets
    .openRouter({ apiKey, baseURL: origin, title: 'App', headers: { 'x-title': 'Mine' } })
    .chat(request)
  expect(last().headers['x-title']).toBe('Mine')
  expect(last().headers['http-referer']).toBeUndefined()
})

test("a caller's `adapt` takes the place of the preset's quirks", async () => {
  await presets.openai({ apiKey: 'k', baseURL: origin, adapt: (body) => body }).chat(request)
  expect(last().body.max_tokens).toBe(9)
})
