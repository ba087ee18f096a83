import { pieces, replayFetch, seededCuts } from '@aiu/testing'
import { replayServer } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'

const text = 'data: Grüße\n\ndata: 東京\n\n'
const bytes = new TextEncoder().encode(text)

async function read(response: Response): Promise<{ text: string; sizes: number[] }> {
  const sizes: number[] = []
  const decoder = new TextDecoder()
  let all = ''
  for await (const piece of response.body ?? []) {
    sizes.push(piece.length)
    all += decoder.decode(piece, { stream: true })
  }
  return { text: all, sizes }
}

describe('pieces', () => {
  test('cut anywhere, and put together again', () => {
    expect(pieces(bytes, 'bytes')).toHaveLength(bytes.length)
    expect(pieces(bytes, { cuts: [7, 3, 3, 0, 999] }).map(({ length }) => length)).toEqual([
      3,
      4,
      bytes.length - 7,
    ])
    expect(pieces(new Uint8Array())).toEqual([])
  })

  test('seeded cuts are the same for the same seed, and lie inside', () => {
    expect(seededCuts(100, 20, 7)).toEqual(seededCuts(100, 20, 7))
    expect(seededCuts(100, 20, 7)).not.toEqual(seededCuts(100, 20, 8))
    for (const cut of seededCuts(100, 500, 1).cuts) expect(cut).toBeGreaterThan(0)
    for (const cut of seededCuts(100, 500, 1).cuts) expect(cut).toBeLessThan(100)
  })
})

describe('replayFetch', () => {
  test('plays status, headers and body', async () => {
    const ask = replayFetch({ status: 429, headers: { 'Retry-After': '1' }, body: '{"error":1}' })
    const response = await ask('http://x/')
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ error: 1 })
  })

  test('byte by byte, and cut', async () => {
    const { sizes, ...whole } = await read(await replayFetch({ body: text }, { pace: 'bytes' })('http://x/'))
    expect(whole.text).toBe(text)
    expect(sizes).toEqual(Array.from(bytes, () => 1))
    const cut = await read(await replayFetch({ body: text }, { cutAt: 12 })('http://x/'))
    expect(cut.text).toBe('data: Grüß')
  })

  test('stops with the signal', async () => {
    const controller = new AbortController()
    const response = await replayFetch({ body: text }, { pace: 'bytes' })('http://x/', {
      signal: controller.signal,
    })
    const reader = response.body?.getReader()
    await reader?.read()
    controller.abort(new Error('mine'))
    await expect(reader?.read()).rejects.toThrow('mine')
    await expect(replayFetch({ body: text })('http://x/', { signal: controller.signal })).rejects.toThrow(
      'mine',
    )
  })
})

describe('replayServer', () => {
  test('writes byte by byte, so that packets are small', async () => {
    await using server = await replayServer({ reply: { body: text }, pace: 'bytes' })
    const { text: got, sizes } = await read(await fetch(`${server.baseURL}/chat/completions`))
    expect(got).toBe(text)
    expect(sizes.length).toBeGreaterThan(bytes.length / 2)
  })

  test('cuts where told, cleanly or by a reset', async () => {
    await using server = await replayServer({ reply: { body: text }, cutAt: 12 })
    expect((await read(await fetch(server.baseURL))).text).toBe('data: Grüß')
    server.play({ body: text }, { cutAt: 12, cutBy: 'reset', pace: 'bytes' })
    await expect(fetch(server.baseURL).then(read)).rejects.toThrow()
    await server.quiet()
  })

  test('records requests, answers by route, counts what is open', async () => {
    await using server = await replayServer({ routes: { 'POST /v1/embeddings': { body: '{"data":[]}' } } })
    const headers = { 'content-type': 'application/json', 'x-test': 'yes' }
    const response = await fetch(`${server.baseURL}/embeddings`, {
      method: 'POST',
      headers,
      body: '{"input":["a"]}',
    })
    expect(await response.json()).toEqual({ data: [] })
    expect((await fetch(`${server.baseURL}/models?x=1`)).status).toBe(404)
    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v1/embeddings', { input: ['a'] }],
      ['GET', '/v1/models?x=1', undefined],
    ])
    expect(server.requests[0]?.headers['x-test']).toBe('yes')
    expect(await server.requests[0]?.ended).toMatchObject({ complete: true })
    await server.quiet()
    expect(server.openRequests).toBe(0)
    await server.close()
    expect(server.openSockets).toBe(0)
  })

  test('sees the client leave', async () => {
    await using server = await replayServer({ reply: { body: text.repeat(1e3) }, pace: 'bytes' })
    const controller = new AbortController()
    const response = await fetch(server.baseURL, { signal: controller.signal })
    await response.body?.getReader().read()
    expect(server.openRequests).toBe(1)
    await expect(server.quiet(20)).rejects.toThrow('Still open after 20 ms: GET /v1')
    controller.abort()
    expect(await server.requests[0]?.ended).toMatchObject({ complete: false })
    expect(server.openRequests).toBe(0)
  })

  test('lets a page of another origin ask', async () => {
    await using server = await replayServer({ reply: { body: '{}' }, cors: true })
    const headers = {
      origin: 'http://page.test',
      'access-control-request-headers': 'authorization,content-type',
    }
    const preflight = await fetch(server.baseURL, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    expect((await fetch(server.baseURL)).headers.get('access-control-allow-origin')).toBe('*')
    expect(server.requests).toHaveLength(1)
  })
})
