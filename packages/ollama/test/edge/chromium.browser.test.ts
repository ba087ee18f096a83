import { ollama } from '@aiu/ollama'
import { ollamaWire, type Reply, replayFetch } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { runTask } from './run-task.ts'

const HELLO = {
  text: ['Hel', 'lo.'],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2 },
} as const
const ndjson = (body = ''): Reply => ({ headers: { 'content-type': 'application/x-ndjson' }, body })

describe('in Chromium', () => {
  test('the polyfill that the client imports leaves fetch alone', async () => {
    const { fetch } = globalThis
    await import('ollama/browser')
    expect(globalThis.fetch).toBe(fetch)
  })

  test('ask and stream', async () => {
    const value = { text: 'Hello.', usage: { inputTokens: 3, outputTokens: 2 } }
    const whole = replayFetch({ body: ollamaWire.whole?.(HELLO) ?? '' })
    expect(await runTask({ how: 'ask' }, { fetch: whole })).toMatchObject({ value })
    for (const pace of ['whole', 'bytes'] as const) {
      const fetch = replayFetch(ndjson(ollamaWire.stream(HELLO)?.join('')), { pace })
      expect(await runTask({ how: 'stream' }, { fetch })).toMatchObject({ value, pieces: ['Hel', 'lo.'] })
    }
  })

  test('a cut stream', async () => {
    const fetch = replayFetch(ndjson(ollamaWire.stream(HELLO)?.slice(0, -1).join('')))
    expect(await runTask({ how: 'stream' }, { fetch })).toMatchObject({
      code: 'interrupted',
      partial: 'Hello.',
    })
  })

  test('nobody there: what a page needs as well', async () => {
    const { code, hint } = await runTask({ baseURL: 'http://127.0.0.1:9', how: 'ask' })
    expect(code).toBe('connection')
    expect(hint).toContain('ollama serve')
    expect(hint).toContain('OLLAMA_ORIGINS')
  })

  test('a relative base URL is one of the page', () => {
    expect(ollama({ baseURL: '/ollama' }).baseURL).toBe(new URL('/ollama', location.href).href)
  })
})
