import { FAULTS, type FaultId, faultServer, variantsOf, wireTap } from '@aiu/testing/node'
import { describe, expect, test } from 'vitest'

const post = (baseURL: string, body: object = {}, init: RequestInit = {}): Promise<Response> =>
  fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-key', 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [], ...body }),
    redirect: 'manual',
    ...init,
  })

/** The code of the system's error behind a failed fetch. */
const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'no error',
    (error: { code?: string; cause?: { code?: string } }) => error.cause?.code ?? error.code ?? String(error),
  )

describe('faultServer', () => {
  test('answers well where nothing is asked to go wrong', async () => {
    await using server = await faultServer()
    const whole = (await (await post(server.baseURL)).json()) as { choices: { message: object }[] }
    expect(whole.choices[0]?.message).toMatchObject({ content: 'Hello.' })
    const streamed = await (await post(server.baseURL, { stream: true })).text()
    expect(streamed).toContain('"content":"Hel"')
    expect(streamed.endsWith('data: [DONE]\n\n')).toBe(true)
    const embed = await fetch(`${server.baseURL}/embeddings`, { method: 'POST', body: '{"input":["a","b"]}' })
    expect(((await embed.json()) as { data: unknown[] }).data).toHaveLength(2)
    expect((await fetch(`${server.baseURL}/models`)).status).toBe(200)
  })

  test('plays a fault for all, or under an address of its own', async () => {
    await using server = await faultServer()
    server.play('F13', '503')
    expect((await post(server.baseURL)).status).toBe(503)
    expect((await post(server.at('F13', '400'))).status).toBe(400)
    server.play()
    expect((await post(server.baseURL)).status).toBe(200)
    expect(() => server.at('F13', '418')).toThrow('F13 has no variant "418"; it has: 400, 401')
  })

  test('counts from the moment a fault is chosen', async () => {
    await using server = await faultServer()
    const statuses = async (): Promise<number[]> => {
      const baseURL = server.at('F16')
      return [(await post(baseURL)).status, (await post(baseURL)).status, (await post(baseURL)).status]
    }
    expect(await statuses()).toEqual([503, 200, 200])
    expect(await statuses()).toEqual([503, 200, 200])
  })

  test.each([
    ['F01', 'closed-port', 'ECONNREFUSED'],
    ['F02', '', /ECONNRESET|UND_ERR_SOCKET/],
    ['F05', 'self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['F05', 'expired', /CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT/],
    ['F05', 'unknown-host', 'ENOTFOUND'],
  ] as const)('%s %s ends as %s', async (id, variant, code) => {
    await using server = await faultServer()
    expect(await codeOf(post(server.at(id, variant)))).toMatch(code)
  })

  test('the certificates of F05 differ in their dates alone', async () => {
    const { connect } = await import('node:tls')
    await using server = await faultServer()
    const validity = async (variant: string): Promise<[valid: boolean, name: string | undefined]> => {
      const { port } = new URL(server.at('F05', variant))
      const socket = connect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false })
      await new Promise((resolve) => socket.once('secureConnect', resolve))
      const certificate = socket.getPeerCertificate()
      socket.destroy()
      return [Date.parse(certificate.valid_to) > Date.now(), certificate.subjectaltname]
    }
    expect(await validity('self-signed')).toEqual([true, 'IP Address:127.0.0.1'])
    expect(await validity('expired')).toEqual([false, 'IP Address:127.0.0.1'])
  })

  test('F26 and F30 wait for the client to have read', async () => {
    await using server = await faultServer()
    for (const [id, variant] of [['F26', 'br'], ['F26', 'gzip'], ['F30']] as const) {
      const reader = (await post(server.at(id, variant), { stream: true })).body?.getReader()
      const first = await reader?.read()
      expect(new TextDecoder().decode(first?.value)).toContain('"Hel"')
      server.release()
      const rest = reader?.read().then(({ value }) => new TextDecoder().decode(value))
      if (id === 'F26') expect(await rest).toContain('[DONE]')
      else await expect(rest).rejects.toThrow()
    }
  })

  test('nothing reaches the other host by itself', async () => {
    await using server = await faultServer()
    const response = await post(server.at('F45', '307'))
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toBe(`${server.elsewhere.origin}/v1/chat/completions`)
    expect(server.elsewhere.requests).toEqual([])
  })

  const all = (Object.keys(FAULTS) as FaultId[]).flatMap((id) =>
    variantsOf(id).map((variant) => [id, variant] as const),
  )

  test.each(all)('%s %s can be met and left again, and the server lives on', async (id, variant) => {
    await using server = await faultServer()
    const signal = AbortSignal.timeout(150)
    await post(server.at(id, variant || undefined), { stream: true }, { signal })
      .then(async (response) => {
        for await (const _ of response.body ?? []) if (signal.aborted) break
      })
      .catch(() => {})
    await server.quiet()
    expect((await post(server.baseURL)).status).toBe(200)
  })
})

test('wireTap shows what passes, in its order, and passes resets on', async () => {
  await using server = await faultServer()
  const lines: string[] = []
  await using tap = await wireTap(server.origin, (line) => lines.push(line.replace(/^ *[\d.]+ ms /, '')))
  server.play('F30')
  const reader = (await post(`${tap.origin}/v1`, { stream: true })).body?.getReader()
  await reader?.read()
  server.release()
  await expect(reader?.read()).rejects.toThrow()
  const at = (words: string): number => lines.findIndex((line) => line.includes(words))
  const order = [
    '> (connected)',
    '> "POST /v1/chat/completions',
    '< "HTTP/1.1 200 OK',
    '\\"Hel\\"',
    '< (ECONNRESET)',
  ].map(at)
  expect(order).not.toContain(-1)
  expect(order).toEqual([...order].sort((a, b) => a - b))
})
