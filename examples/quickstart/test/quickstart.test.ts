import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { begin, finish, type Loopback, loopback, piece } from './loopback.ts'
import { quickstart } from './quickstart.ts'

let folder: string
let server: Loopback
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aiu-quickstart-'))
  server = await loopback()
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('with a server', () => {
  test('the answer goes to stdout as it comes, everything else to stderr', async () => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL }, 'Why is', 'the sky blue?')
    const { body, response } = await asked
    expect(body.messages).toEqual([{ role: 'user', content: 'Why is the sky blue?' }])
    begin(response)
    piece(response, 'Light is ')
    await run.printed('Light is ')
    piece(response, 'scattered – über all.')
    finish(response)
    expect(await run.ended).toBe(0)
    expect(run.stdout()).toBe('Light is scattered – über all.\n')
    expect(run.stderr()).toContain('Question: Why is the sky blue?\n')
    expect(run.stderr()).toContain(
      'OpenAI-compatible server (tiny-1) answers: AI_BASE_URL (environment) is set\n',
    )
    expect(run.stderr()).toMatch(
      /openai-compatible, tiny-1 \| tokens: 8 in, 5 out \| \d+\.\d s, the first word after \d+\.\d s\n$/,
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('settings in .env, and a question of its own', async () => {
    writeFileSync(
      join(folder, '.env'),
      `AI_PROVIDER=lmstudio\nLMSTUDIO_BASE_URL=${server.baseURL}\nAI_MAX_TOKENS=9\n`,
    )
    const asked = server.next()
    const run = quickstart(folder, {})
    const { body, response } = await asked
    expect(body.messages).toEqual([{ role: 'user', content: 'What is the capital of France?' }])
    expect(body.max_tokens).toBe(9)
    begin(response)
    piece(response, 'Paris.\n')
    finish(response)
    expect(await run.ended).toBe(0)
    expect(run.stdout()).toBe('Paris.\n')
    expect(run.stderr()).toContain('AI_PROVIDER (.env) names it')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s closes the connection and keeps what had come', async (name, code) => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL })
    const { response, left } = await asked
    begin(response)
    piece(response, 'Half an')
    await run.printed('Half an')
    run.child.kill(name)
    await left
    expect(await run.ended).toBe(code)
    expect(run.stdout()).toBe('Half an\n')
    expect(run.stderr()).toContain('Canceled.')
    expect(run.stderr()).not.toContain('Error')
  })

  test('Ctrl-C before anything has come', async () => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL })
    const { left } = await asked
    run.child.kill('SIGINT')
    await left
    expect(await run.ended).toBe(130)
    expect(run.stdout()).toBe('')
  })

  test('a failure is told with a hint, without a stack, and without the key', async () => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL, AI_API_KEY: 'sk-geheim-12345678' })
    const { response } = await asked
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end('{"error":{"message":"Incorrect API key provided: sk-geheim-12345678"}}')
    expect(await run.ended).toBe(1)
    expect(run.stdout()).toBe('')
    expect(run.stderr()).toMatch(/^Error: .+$/m)
    expect(run.stderr()).toMatch(/^Hint: .+$/m)
    expect(run.stderr()).not.toMatch(/^\s+at /m)
    expect(run.stderr()).not.toContain('geheim')
  })

  test('an answer that is cut off is a failure, and what had come stays', async () => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL })
    const { response } = await asked
    begin(response)
    piece(response, 'Half an')
    await run.printed('Half an')
    response.destroy()
    expect(await run.ended).toBe(1)
    expect(run.stdout()).toBe('Half an\n')
    expect(run.stderr()).toMatch(/^Error: /m)
  })

  test('whoever reads stdout may stop: the connection is closed, and nothing is said', async () => {
    const asked = server.next()
    const run = quickstart(folder, { AI_BASE_URL: server.baseURL })
    const { response, left } = await asked
    begin(response)
    piece(response, 'Half an')
    await run.printed('Half an')
    run.child.stdout?.destroy()
    const more = setInterval(() => piece(response, ' answer'), 5)
    await left
    clearInterval(more)
    expect(await run.ended).toBe(0)
    expect(run.stderr()).not.toContain('Error')
  })
})

test('a wrong setting is told before anybody is asked', async () => {
  const run = quickstart(folder, { AI_PROVIDER: 'groq' })
  expect(await run.ended).toBe(1)
  expect(run.stdout()).toBe('')
  expect(run.stderr()).toContain('Error: Groq needs an API key')
  expect(run.stderr()).toContain('GROQ_API_KEY')
})

describe('without any model', () => {
  // Nobody of this list can be used, whatever runs on this machine.
  const env = { AI_AUTO_SELECT_ORDER: 'groq' }

  test('a demo speaks, and says first that it is no model', async () => {
    const run = quickstart(folder, env, 'Hello?')
    expect(await run.ended).toBe(0)
    expect(run.stdout().split('\n')[0]).toContain('This is not a model')
    expect(run.stdout()).toContain('You asked: Hello?')
    expect(run.stderr()).toContain(
      'Demo (not a model) answers: None of AI_AUTO_SELECT_ORDER can be used: groq: no key is set',
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('it speaks, too, where the local model cannot be had', async () => {
    const nowhere = server.baseURL
    await server.close()
    const run = quickstart(folder, {
      PATH: '',
      AI_AUTO_SELECT_ORDER: 'local',
      AIU_LOCAL_MODEL_URL: `${nowhere}/model.gguf`,
    })
    expect(await run.ended).toBe(0)
    expect(run.stdout().split('\n')[0]).toContain('This is not a model')
  })

  test('it streams, and Ctrl-C ends it', async () => {
    const run = quickstart(folder, env)
    await run.printed('This is')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.stdout()).toMatch(/^This is.*\n$/s)
    expect(run.stdout()).not.toContain('start again')
  })
})
