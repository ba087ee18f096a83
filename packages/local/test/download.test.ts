import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { loopNow } from '@aiu-tooling/support/loop-clock'
import { describe, expect, test } from 'vitest'
import { type LocalOptions, type LocalProgress, local } from '../src/index.ts'
import { asked, textOf } from './support/asked.ts'
import { type Answer, fileServer, sendCut, sendFile } from './support/file-server.ts'
import { forThisTest } from './support/for-this-test.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { temporary } from './support/temporary.ts'

const model = scriptedModel(['Fetched', '.'])
const sha256 = createHash('sha256').update(model).digest('hex')
const HALF = Math.floor(model.length / 2)

/** A provider whose model is at this server, in a folder of its own. */
async function served(answer: Answer, options: LocalOptions & { sha256?: string } = {}) {
  const server = await fileServer(answer)
  const modelsDir = options.modelsDir ?? join(temporary(), 'aiu', 'models')
  const progress: LocalProgress[] = []
  const { sha256, ...rest } = options
  const provider = forThisTest({
    modelsDir,
    download: { url: `${server.url}/models/tiny.gguf?download=true`, sha256 },
    onProgress: (step) => progress.push(step),
    ...rest,
  })
  return {
    ...server,
    modelsDir,
    progress,
    provider,
    files: () => (existsSync(modelsDir) ? readdirSync(modelsDir) : []),
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const sends: Answer = (request, response) => sendFile(request, response, model)

describe('a download', () => {
  test('announces itself, tells its progress, and is there for the next time', async () => {
    const { provider, progress, modelsDir, files, seen } = await served(sends)
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
    expect(progress[0]).toMatchObject({
      phase: 'download',
      message: expect.stringMatching(/^Downloading tiny from 127\.0\.0\.1/),
    })
    expect(progress.filter(({ phase }) => phase === 'download').at(-1)).toMatchObject({
      receivedBytes: model.length,
      totalBytes: model.length,
      message: expect.stringContaining('(100%)'),
    })
    expect(progress.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['download', 'verify', 'load']))
    expect(files()).toEqual(['tiny.gguf'])
    expect(statSync(join(modelsDir, 'tiny.gguf')).mode & 0o777).toBe(0o600)
    expect(statSync(modelsDir).mode & 0o777).toBe(0o700)
    const again = forThisTest({ modelsDir })
    expect(textOf(await again.chat(asked('Hi')))).toBe('Fetched.')
    expect(seen).toHaveLength(1)
  })

  test('goes on where the connection was cut', async () => {
    const { provider, files, seen } = await served(
      (request, response, index) =>
        index === 0 ? sendCut(response, model, HALF) : sendFile(request, response, model),
      { sha256 },
    )
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
    expect(seen).toHaveLength(2)
    expect(seen[1]).toMatchObject({ range: expect.stringMatching(/^bytes=[1-9]\d*-$/), ifRange: '"v1"' })
    expect(files()).toEqual(['tiny.gguf'])
  })

  test('goes on where an earlier program was ended', async () => {
    const { provider, url, modelsDir, seen, files } = await served((request, response, index) => {
      if (index > 0) return sendFile(request, response, model)
      response.writeHead(200, { etag: '"v1"', 'content-length': model.length })
      response.write(model.subarray(0, HALF))
    })
    const abort = new AbortController()
    const refused = expect(provider.chat(asked('Hi', { signal: abort.signal }))).rejects.toThrow('stop')
    while (sizeOf(join(modelsDir, 'tiny.gguf.part')) < HALF) await delay(5)
    abort.abort(new Error('stop'))
    await refused

    const later = forThisTest({
      modelsDir,
      download: { url: `${url}/models/tiny.gguf?download=true`, sha256 },
    })
    expect(textOf(await later.chat(asked('Hi')))).toBe('Fetched.')
    expect(seen[1]).toMatchObject({ range: `bytes=${HALF}-`, ifRange: '"v1"' })
    expect(files()).toEqual(['tiny.gguf'])
  })

  test('starts anew where the file has changed since', async () => {
    const { provider, seen } = await served(
      (request, response, index) =>
        index === 0
          ? sendCut(response, Buffer.alloc(model.length, 1), HALF)
          : sendFile(request, response, model, '"v2"'),
      { sha256 },
    )
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
    expect(seen[1]?.ifRange).toBe('"v1"')
  })

  test('follows its hub to another host, and believes the hash that the hub tells', async () => {
    const store = await fileServer(sends)
    const told =
      (hash: string): Answer =>
      (_request, response) => {
        response.writeHead(302, { location: `${store.url}/blob`, 'x-linked-etag': `"${hash}"` })
        response.end()
      }
    const right = await served(told(sha256))
    expect(textOf(await right.provider.chat(asked('Hi')))).toBe('Fetched.')
    const wrong = await served(told('0'.repeat(64)))
    await expect(wrong.provider.chat(asked('Hi'))).rejects.toMatchObject({ code: 'malformed' })
    expect(wrong.files()).toEqual([])
  })
})

describe('a download that fails', () => {
  test('by its hash leaves no file, and says so', async () => {
    const { provider, files } = await served(sends, { sha256: 'ab'.repeat(32) })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringMatching(/SHA-256 is [\da-f]{64}, not (ab){32}/),
    })
    expect(files()).toEqual([])
  })

  test('with a page in place of the file leaves none either', async () => {
    const { provider, files } = await served(
      (_request, response) => void response.end('<html>Please log in</html>'),
    )
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('not a GGUF file'),
    })
    expect(files()).toEqual([])
  })

  test.each([
    [404, 'not-found'],
    [401, 'authentication'],
    [429, 'rate-limit'],
    [503, 'server'],
  ])('with status %i is %s', async (status, code) => {
    const { provider, files, seen } = await served(
      (_request, response) => void response.writeHead(status).end(),
    )
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({ code, status })
    expect(seen).toHaveLength(1)
    expect(files()).toEqual([])
  })

  test('again and again in the middle gives up, and keeps what it has', async () => {
    const { provider, files, seen } = await served((request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
      if (from === 0) return sendCut(response, model, HALF)
      response.writeHead(206, {
        etag: '"v1"',
        'content-range': `bytes ${from}-${model.length - 1}/${model.length}`,
      })
      response.flushHeaders()
      setImmediate(() => response.destroy())
    })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({ code: 'connection' })
    expect(seen).toHaveLength(4)
    expect(files().sort()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.json'])
  }, 120_000)

  test('for want of room says so before it begins', async () => {
    const { provider, files } = await served((_request, response) => {
      response.writeHead(200, { 'content-length': 1e17 })
      response.flushHeaders()
    })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('too full'),
    })
    expect(files()).toEqual([])
  })

  test('for a folder that cannot be written to says so', async () => {
    const file = join(temporary(), 'file')
    writeFileSync(file, '')
    const { provider } = await served(sends, { modelsDir: join(file, 'models') })
    await expect(provider.chat(asked('Hi'))).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('modelsDir'),
    })
  })

  test('by an abort stops at once; a second call begins anew', async () => {
    const { provider, seen, files } = await served((request, response, index) => {
      if (index > 0) return sendFile(request, response, model)
      response.writeHead(200, { 'content-length': model.length })
      response.write(model.subarray(0, HALF))
    })
    const abort = new AbortController()
    const answer = provider.chat(asked('Hi', { signal: abort.signal }))
    const refused = expect(answer).rejects.toThrow('stop')
    while (seen.length === 0) await delay(5)
    const at = loopNow()
    abort.abort(new Error('stop'))
    await refused
    expect(loopNow() - at).toBeLessThan(50)
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
    expect(files()).toEqual(['tiny.gguf'])
  })
})

describe('two at once', () => {
  test('of one provider share one download; one giving up does not stop the other', async () => {
    const { provider, seen } = await served(async (request, response) => {
      await delay(50)
      sendFile(request, response, model)
    })
    const abort = new AbortController()
    const first = provider.chat(asked('Hi', { signal: abort.signal }))
    const refused = expect(first).rejects.toThrow('stop')
    const second = provider.chat(asked('Hi'))
    while (seen.length === 0) await delay(5)
    abort.abort(new Error('stop'))
    await refused
    expect(textOf(await second)).toBe('Fetched.')
    expect(seen).toHaveLength(1)
  })

  test('of two providers download once; the other waits for it', async () => {
    const modelsDir = join(temporary(), 'models')
    const server = await fileServer(async (request, response) => {
      await delay(300)
      sendFile(request, response, model)
    })
    const progress: LocalProgress[] = []
    const make = () =>
      forThisTest({
        modelsDir,
        download: { url: `${server.url}/tiny.gguf` },
        onProgress: (step) => progress.push(step),
      })
    const one = make()
    const two = make()
    const answers = await Promise.all([one.chat(asked('Hi')), two.chat(asked('Hi'))])
    expect(answers.map(textOf)).toEqual(['Fetched.', 'Fetched.'])
    expect(server.seen).toHaveLength(1)
    expect(progress.map(({ phase }) => phase)).toContain('wait')
    expect(readdirSync(modelsDir)).toEqual(['tiny.gguf'])
  })

  test('a lock that a dead process left is taken over', async () => {
    const modelsDir = join(temporary(), 'models')
    mkdirSync(modelsDir)
    const { provider, files } = await served(sends, { modelsDir })
    const { hostname } = await import('node:os')
    writeFileSync(
      join(modelsDir, 'tiny.gguf.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: 'x' }),
    )
    expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
    expect(files()).toEqual(['tiny.gguf'])
  })
})

test('AIU_LOCAL_MODEL_URL names the address', async () => {
  const server = await fileServer(sends)
  const env = { AIU_LOCAL_MODEL_URL: `${server.url}/a%20b/..%2Fodd name.gguf` }
  const modelsDir = temporary()
  const provider = forThisTest({ modelsDir, env })
  expect(textOf(await provider.chat(asked('Hi')))).toBe('Fetched.')
  expect(readdirSync(modelsDir)).toEqual(['.._2Fodd_20name.gguf'.replace(/^\.+/, '')])
  await expect(
    local({ modelsDir: temporary(), env: { AIU_LOCAL_MODEL_URL: 'nonsense' } }).chat(asked('Hi')),
  ).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('AIU_LOCAL_MODEL_URL'),
  })
})
