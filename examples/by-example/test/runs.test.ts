import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { expect, test } from 'vitest'
import { hello } from '../src/02-functions-first.ts'
import { answer } from '../src/10-browser.ts'
import { mine } from '../src/12-own-provider.ts'
import { log, noKeys, timed } from '../src/13-own-layer.ts'
import { ai as faked } from '../src/16-testing.ts'
import { question, shown } from '../src/given.ts'
import { type Asked, openaiStyleServer } from './openai-style-server.ts'

const run = promisify(execFile)
/** One example in a process of its own, as it stands. Gives what it printed, and what it exported. */
async function block(name: string, url: string, call = '', settings: Readonly<Record<string, string>> = {}) {
  const script = fileURLToPath(new URL('run-block.ts', import.meta.url))
  const { stdout } = await run(process.execPath, ['--conditions=@aiu/source', script, name, call], {
    env: { PATH: process.env.PATH ?? '', GROQ_BASE_URL: url, GROQ_API_KEY: 'sk-test-12345678', ...settings },
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    timeout: 120_000,
  })
  const [printed, told] = stdout.split('\n{')
  return { printed, told: JSON.parse(`{${told}`) }
}
const lastText = ({ body }: Asked): string => JSON.stringify(body.messages.at(-1)?.content)

test('01 ask, stream, type', async () => {
  await using server = await openaiStyleServer((asked) => {
    if (asked.body.response_format) return { content: 'Here it is:\n```json\n{"total": 12.5}\n```' }
    return { content: lastText(asked).includes('capital') ? 'Paris.' : 'The Seine flows through it.' }
  })
  const { printed, told } = await block('01-ask', server.url)
  expect(printed).toBe('The Seine flows through it.')
  expect(told.text).toBe('Paris.')
  expect(told.brief).toMatchObject({
    model: 'openai/gpt-oss-20b',
    usage: { inputTokens: 3, outputTokens: 2 },
  })
  expect(told.value).toEqual({ total: 12.5 })
  expect(told.same.value).toEqual({ total: 12.5 })
  const [first, second] = server.asked
  expect(first?.url).toBe('/openai/v1/chat/completions')
  expect(first?.body.model).toBe('openai/gpt-oss-120b')
  expect(second?.body).toMatchObject({
    model: 'openai/gpt-oss-20b',
    temperature: 0,
    messages: [{ role: 'system', content: 'One word.' }, { role: 'user' }],
  })
})

test('02 functions first', async () => {
  await using server = await openaiStyleServer(() => ({ content: 'Hello!' }))
  expect((await hello(`${server.url}/api/ai`)).text).toBe('Hello!')
  expect(server.asked[0]?.url).toBe('/api/ai/chat/completions')
})

test('03 a conversation, an image, a tool', async () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
  await using server = await openaiStyleServer((asked) => {
    if (asked.body.messages.at(-1)?.role === 'tool') return { content: 'Yes, take one.' }
    if (asked.body.tools) return { tool_calls: [{ index: 0, ...call }] }
    return { content: lastText(asked).includes('when') ? '1808.' : 'Goethe.' }
  })
  const { told } = await block('03-conversation', server.url)
  expect(told.history.map(({ role }: { role: string }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'user',
  ])
  expect(told.when.text).toBe('1808.')
  expect(told.text).toBe('Yes, take one.')
  expect(told.steps).toHaveLength(2)
  expect(told.steps[0].results).toMatchObject([{ output: 'Oslo: rain, 7 °C', isError: false }])
  expect(told.shown).toMatchObject([{ type: 'tool-call', name: 'weather', arguments: '{"city":"Oslo"}' }])
  const [first, second, third] = server.asked
  expect(second?.body.messages).toEqual([
    ...(first?.body.messages ?? []),
    { role: 'assistant', content: 'Goethe.' },
    { role: 'user', content: 'And when?' },
  ])
  expect(lastText(third as Asked)).toContain('data:image/png;base64,')
  expect(server.asked.at(-1)?.body.messages.at(-1)).toMatchObject({
    role: 'tool',
    content: 'Oslo: rain, 7 °C',
  })
})

test('05 what went wrong: come back later', async () => {
  await using server = await openaiStyleServer(() => ({ status: 429 }))
  const { printed } = await block('05-what-went-wrong', server.url, 'answer')
  expect(printed).toContain('later 2000')
})
test('05 what went wrong: what happened, and what to do', async () => {
  await using server = await openaiStyleServer(() => ({ status: 401 }))
  const { returned } = (await block('05-what-went-wrong', server.url, 'answer')).told
  expect(returned).toMatchObject({ code: 'authentication', hint: expect.stringContaining('key') })
  expect(returned.attempts).toMatchObject([{ provider: 'groq', outcome: 'failed', code: 'authentication' }])
  expect(JSON.stringify(returned)).not.toContain('sk-test')
})

test('06 many at once', async () => {
  await using server = await openaiStyleServer((asked) =>
    lastText(asked).includes('Two') ? { status: 400 } : { content: lastText(asked) },
  )
  const { told } = await block('06-many', server.url)
  expect(told.all.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, false, true])
  expect(told.all.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2])
  expect(told.used).toHaveLength(2)
  expect(told.noted).toMatchObject([{ code: 'bad-request' }])
  expect(told.bar.at).toBe(1)
})

test('08 settings decide', async () => {
  await using server = await openaiStyleServer(() => ({ content: 'Hello yourself.' }))
  const { told } = await block('08-settings', '', '', {
    AI_PROVIDER: 'openai-compatible',
    AI_BASE_URL: server.url,
    AI_MODEL: 'm',
  })
  expect(told.text).toBe('Hello yourself.')
  expect(server.asked[0]).toMatchObject({ url: '/v1/chat/completions', body: { model: 'm' } })
})

test('10 in the browser: the same events at the other end', async () => {
  await using upstream = await openaiStyleServer(() => ({ content: 'It was Goethe.' }))
  const ai = createClient(openaiCompatible({ baseURL: `${upstream.url}/v1`, model: 'm' }))
  const between = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const reply = ai.stream(text).toResponse()
    response.writeHead(reply.status, Object.fromEntries(reply.headers))
    for await (const chunk of reply.body ?? []) response.write(chunk)
    response.end()
  })
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  await answer(`http://127.0.0.1:${(between.address() as AddressInfo).port}/api/ask`)
  between.closeAllConnections()
  between.close()
  expect(lastText(upstream.asked[0] as Asked)).toContain(question)
  const events = shown.map((event) => (typeof event === 'object' ? event : { type: event }))
  expect(events.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'text', 'finish'])
  expect(events.map((event) => ('text' in event ? event.text : '')).join('')).toBe('It was Goethe.')
})

test('12 and 13 your own provider under your own layers', async () => {
  const server = createServer((request, response) => {
    response.setHeader('x-key', request.headers.authorization ?? '')
    response.write('mine ')
    response.end('answers')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const ai = createClient(mine({ baseURL, apiKey: 'k' }), log(write), timed(write), noKeys)
  expect((await ai.ask('Hello')).text).toBe('mine answers')
  let streamed = ''
  for await (const piece of ai.stream('Hello').textStream) streamed += piece
  expect(streamed).toBe('mine answers')
  await expect(ai.ask('sk-1234')).rejects.toMatchObject({ code: 'invalid-request' })
  expect(lines).toEqual([
    expect.stringMatching(/^chat .* ms$/),
    expect.stringMatching(/^chat .* [\d.]+$/),
    expect.stringMatching(/^stream .* [\d.]+$/),
    'chat undefined invalid-request',
  ])
  server.closeAllConnections()
  server.close()
  await expect(ai.ask('Hello')).rejects.toBeDefined()
})

test('16 testing your app', async () => {
  expect((await faked.ask('1')).text).toBe('first answer')
  await expect(faked.ask('2')).rejects.toMatchObject({ code: 'rate-limit' })
  await expect(faked.stream('3').response).rejects.toMatchObject({
    code: 'interrupted',
    partial: { text: 'a' },
  })
})
