import { type AiuError, isAiuError } from '@aiu/core'
import { carrier } from '@aiu/core/http'
import { afterEach, expect, test } from 'vitest'
import { replying } from '../support/replying.ts'

const servers: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function carried(reply: { status?: number; headers?: Record<string, string>; body: string }) {
  const server = await replying(reply)
  servers.push(server)
  const { baseURL } = server
  const one = carrier({ name: 'sdk', baseURL, maxReplyBytes: 1_000_000, help: 'Make a key.' })
  return { ...one, baseURL, requests: server.requests }
}
const failing = async (promise: Promise<unknown>): Promise<AiuError> => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!isAiuError(error)) throw new TypeError(`no error of ours: ${error}`)
  return error
}

test('a good reply is handed on untouched, to a string, a URL and a Request', async () => {
  const { carried: take, fetch, baseURL } = await carried({ body: 'as it came' })
  for (const input of [baseURL, new URL(baseURL), new Request(baseURL)]) {
    const response = await take(() => fetch(input))
    expect(response.bodyUsed).toBe(false)
    expect(await response.text()).toBe('as it came')
  }
})

test('the SDK sees a good reply where the server failed; what went wrong comes out of carried, without the key', async () => {
  const key = 'correct-horse-battery-staple'
  const {
    carried: take,
    fetch,
    baseURL,
    server,
  } = await carried({
    status: 429,
    headers: { 'retry-after': '7' },
    body: JSON.stringify({ error: { message: `Slow down, ${key}`, code: 'too_fast' } }),
  })
  let seen: Response | undefined
  const error = await failing(
    take(async () => {
      seen = await fetch(baseURL, { headers: { 'api-key': key, authorization: `Bearer ${key}` } })
      return seen
    }),
  )
  expect(seen?.status).toBe(200)
  expect(error).toMatchObject({ code: 'rate-limit', status: 429, vendorCode: 'too_fast', retryAfterMs: 7000 })
  expect(JSON.stringify(error)).not.toContain(key)
  expect(server.secrets).toEqual([key])
})

test('keys that change are kept, the latest 16', async () => {
  const { fetch, baseURL, server } = await carried({ body: '' })
  for (let at = 0; at < 20; at++) await fetch(baseURL, { headers: { authorization: `Bearer key-${at}` } })
  expect(server.secrets).toHaveLength(16)
  expect(server.secrets.at(-1)).toBe('key-19')
})

test('what an SDK refuses before it sends is `configuration`, with where a key is made', async () => {
  const { carried: take, requests } = await carried({ body: '' })
  const error = await failing(
    take(() => {
      throw new Error('No key for Bearer sk-abcdefgh12345678')
    }),
  )
  expect(error).toMatchObject({ code: 'configuration', hint: 'Make a key.', provider: 'sdk' })
  expect(error.message).toBe('sdk: No key for [redacted]')
  expect(requests()).toBe(0)
})

test('a fired signal is an abort with its reason, and nothing is sent', async () => {
  const { carried: take, fetch, baseURL, requests } = await carried({ body: '' })
  const reason = new Error('mine')
  const error = await failing(take(() => fetch(baseURL), AbortSignal.abort(reason)))
  expect(error).toMatchObject({ code: 'aborted', cause: reason })
  expect(requests()).toBe(0)
})

test('an abort while the SDK waits for the server is an abort with its reason', async () => {
  const server = await replying({ body: 'x' })
  servers.push(server)
  const controller = new AbortController()
  const reason = new Error('mine')
  const one = carrier({ name: 'sdk', baseURL: server.baseURL, maxReplyBytes: 1000, help: '' })
  const error = await failing(
    one.carried(() => {
      controller.abort(reason)
      // As SDKs do: a signal of their own, fired by the caller's.
      return one.fetch(server.baseURL, { signal: AbortSignal.abort() })
    }, controller.signal),
  )
  expect(error).toMatchObject({ code: 'aborted', cause: reason })
})
