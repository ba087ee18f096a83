import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { detect } from '../../src/manifest/detect.ts'
import { manifests } from '../../src/manifest.ts'
import type { Preset } from '../../src/presets/preset.ts'
import {
  FAST_CHAT,
  LLAMA_SERVER,
  LM_STUDIO,
  LOCAL_AI,
  OLLAMA,
  TEXT_GENERATION_WEBUI,
  VLLM,
} from '../../src/presets/servers.ts'

type Reply = (request: IncomingMessage, response: ServerResponse) => void
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(routes: Readonly<Record<string, unknown>>, fallback?: Reply): Promise<string> {
  const server = createServer((request, response) => {
    const reply = routes[request.url ?? '']
    if (typeof reply === 'function') return reply(request, response)
    if (reply !== undefined)
      return response.setHeader('content-type', 'application/json').end(JSON.stringify(reply))
    if (fallback) return fallback(request, response)
    response.writeHead(404).end('{"error":"no such route"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const manifest = (id: string) => {
  const found = manifests.find((one) => one.id === id)
  if (!found?.detect) throw new Error(`${id} detects nothing`)
  return { ...found, detect: found.detect }
}
const model = (id: string, owned_by?: string) => ({
  id,
  object: 'model',
  created: 1,
  ...(owned_by && { owned_by }),
})
const list = (...data: object[]) => ({ object: 'list', data })

// A server of each kind, in the shape its source or its documents show.
const shapes = {
  vllm: { '/v1/models': list({ ...model('Qwen/Qwen3-0.6B', 'vllm'), root: 'x', max_model_len: 4096 }) },
  fastchat: { '/v1/models': list({ ...model('vicuna-7b-v1.5', 'fastchat'), permission: [] }) },
  'llama-server': {
    '/v1/models': { ...list({ ...model('tiny.gguf', 'llamacpp'), meta: { n_ctx_train: 2048 } }), models: [] },
  },
  localai: { '/v1/models': list(model('whisper-1'), model('llama-3.2-1b-instruct:q4_k_m')) },
  'lm-studio': {
    '/api/v0/models': list(
      { id: 'text-embedding-nomic-embed-text-v1.5', type: 'embeddings', state: 'loaded' },
      { id: 'qwen2-vl-7b-instruct', type: 'vlm', state: 'not-loaded' },
      { id: 'llama-3.2-1b', type: 'llm', state: 'loaded' },
    ),
    '/v1/models': list(model('qwen2-vl-7b-instruct', 'organization_owner')),
  },
  'text-generation-webui': {
    '/v1/internal/model/info': { model_name: 'mistral-7b', lora_names: [] },
    '/v1/models': list(model('gpt-3.5-turbo', 'user')),
  },
  ollama: {
    '/api/tags': {
      models: [
        { name: 'nomic-embed-text:latest', details: { family: 'nomic-bert' } },
        { name: 'arctic:latest', details: { family: 'bert' } },
        { name: 'gpt-oss:120b-cloud', details: { family: 'gptoss' }, remote_host: 'https://ollama.com:443' },
        { name: 'llama3.2:1b', details: { family: 'llama' } },
      ],
    },
    '/v1/models': list(model('llama3.2:1b', 'library')),
  },
  'openai-compatible': { '/v1/models': list(model('bge-m3'), model('anything')) },
}
const chosen: Record<keyof typeof shapes, string> = {
  vllm: 'Qwen/Qwen3-0.6B',
  fastchat: 'vicuna-7b-v1.5',
  'llama-server': 'tiny.gguf',
  localai: 'llama-3.2-1b-instruct:q4_k_m',
  'lm-studio': 'llama-3.2-1b',
  'text-generation-webui': 'mistral-7b',
  ollama: 'llama3.2:1b',
  'openai-compatible': 'anything',
}

describe.each(Object.keys(shapes) as (keyof typeof shapes)[])('%s', (id) => {
  const { detect, title } = manifest(id)

  test.each(['', '/v1', '/v1/'])('answers at its address with "%s"', async (path) => {
    const origin = await serve(shapes[id])
    const baseURL = `${origin}/v1`
    expect(await detect({ baseURL: origin + path })).toEqual({
      reason: `${title} answers at ${baseURL}`,
      settings: { baseURL, model: chosen[id] },
    })
  })

  test('leaves a configured model as it is', async () => {
    const found = await detect({ baseURL: await serve(shapes[id]), model: 'mine' })
    expect(found?.settings?.model).toBe('mine')
  })

  test('sends the key to it, and never says it', async () => {
    const seen: (string | undefined)[] = []
    const origin = await serve({}, (request, response) => {
      seen.push(request.headers.authorization)
      response.end(JSON.stringify((shapes[id] as Record<string, unknown>)[request.url ?? ''] ?? {}))
    })
    const found = await detect({ baseURL: origin, apiKey: 'sk-secret-12345678' })
    expect(found).toBeDefined()
    expect(new Set(seen)).toEqual(new Set(['Bearer sk-secret-12345678']))
    expect(JSON.stringify(found)).not.toContain('secret')
  })

  test('nobody there', async () => {
    const origin = await serve({})
    closers.pop()?.()
    expect(await detect({ baseURL: origin })).toBeUndefined()
  })

  test('a server that hangs is given up when the signal says so', async () => {
    let asked: () => void
    const hit = new Promise<void>((resolve) => {
      asked = resolve
    })
    const origin = await serve({}, () => asked())
    const stop = new AbortController()
    const probe = detect({ baseURL: origin, signal: stop.signal })
    await hit
    stop.abort()
    expect(await probe).toBeUndefined()
  })

  test('a reply that stops in the middle is given up when the signal says so', async () => {
    let begun: () => void
    const hit = new Promise<void>((resolve) => {
      begun = resolve
    })
    const origin = await serve({}, (_request, response) => {
      response.write('{"data":[')
      begun()
    })
    const stop = new AbortController()
    const probe = detect({ baseURL: origin, signal: stop.signal })
    await hit
    stop.abort()
    expect(await probe).toBeUndefined()
  })

  test('a signal that has fired asks nobody', async () => {
    let asked = 0
    const origin = await serve({}, (_request, response) => {
      asked++
      response.end('{}')
    })
    expect(await detect({ baseURL: origin, signal: AbortSignal.abort() })).toBeUndefined()
    expect(asked).toBe(0)
  })

  test.each([
    [
      'a web page',
      (_: IncomingMessage, r: ServerResponse) => r.setHeader('content-type', 'text/html').end('<html>'),
    ],
    ['an empty reply', (_: IncomingMessage, r: ServerResponse) => r.end()],
    [
      'an error',
      (_: IncomingMessage, r: ServerResponse) =>
        r.writeHead(503).end('{"error":{"message":"Loading model"}}'),
    ],
    ['a refusal', (_: IncomingMessage, r: ServerResponse) => r.writeHead(403, { server: 'AirTunes' }).end()],
    [
      'an error with status 200',
      (_: IncomingMessage, r: ServerResponse) => r.end('{"error":"Unexpected endpoint"}'),
    ],
    ['null', (_: IncomingMessage, r: ServerResponse) => r.end('null')],
    [
      'a list of other things',
      (_: IncomingMessage, r: ServerResponse) => r.end('{"data":[1,null,"x"],"models":[7]}'),
    ],
    [
      'things without a name',
      (_: IncomingMessage, r: ServerResponse) => r.end('{"data":[{"id":7},{}],"models":[{}]}'),
    ],
    [
      'no models',
      (_: IncomingMessage, r: ServerResponse) => r.end('{"data":[],"models":[],"model_name":"None"}'),
    ],
    [
      'a redirect',
      (_: IncomingMessage, r: ServerResponse) => r.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    ],
    [
      'a cut reply',
      (_: IncomingMessage, r: ServerResponse) => {
        r.writeHead(200, { 'content-length': '99' }).write('{"da', () => r.destroy())
      },
    ],
  ])('%s is a no', async (_what, reply) => {
    expect(await detect({ baseURL: await serve({}, reply as Reply) })).toBeUndefined()
  })

  test('more than 4 MiB is a no, and is not read to its end', async () => {
    let sent = 0
    const chunk = Buffer.alloc(1_048_576, ' ')
    const closed = Promise.withResolvers<void>()
    const origin = await serve({}, (_request, response) => {
      response.on('close', () => closed.resolve())
      const more = (): void => {
        while (!response.destroyed && sent < 64) {
          sent++
          if (!response.write(chunk)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    expect(await detect({ baseURL: origin })).toBeUndefined()
    await closed.promise
    expect(sent).toBeLessThan(64)
  })

  test.each(['http://', 'not a url'])('the address %s is a no', async (baseURL) => {
    expect(await detect({ baseURL })).toBeUndefined()
  })
})

// At the address that a preset has by default anyone may listen: several share a port.
describe('at a default address', () => {
  const ids = Object.keys(shapes) as (keyof typeof shapes)[]
  const atDefault = (row: Preset, origin: string) =>
    detect(
      { ...row, defaults: { baseURL: `${origin}${row.apiPath}` } },
      { baseURL: `${origin}${row.apiPath}` },
    )

  test.each([
    [VLLM, 'vllm'],
    [FAST_CHAT, 'fastchat'],
    [LLAMA_SERVER, 'llama-server'],
    [LOCAL_AI, 'localai'],
    [LM_STUDIO, 'lm-studio'],
    [TEXT_GENERATION_WEBUI, 'text-generation-webui'],
    [OLLAMA, 'ollama'],
  ] as const)('$id is told from the others', async (row, own) => {
    for (const id of ids) {
      const found = await atDefault(row, await serve(shapes[id]))
      // A list without marks may be LM Studio's as well as LocalAI's; they share no port.
      const other = row === LOCAL_AI ? 'openai-compatible' : row === LM_STUDIO ? 'localai' : own
      if (id === own) expect(found?.settings?.model).toBe(chosen[id])
      else if (id !== other && !(row === LM_STUDIO && id === 'openai-compatible'))
        expect([id, found]).toEqual([id, undefined])
    }
  })

  test('an empty list is nobody, even with a model configured', async () => {
    const origin = await serve({ '/v1/models': list() })
    const row = { ...LOCAL_AI, defaults: { baseURL: `${origin}/v1` } }
    expect(await detect(row, { model: 'mine' })).toBeUndefined()
  })
})

test('hosted vendors are not probed', () => {
  for (const { kind, detect } of manifests) expect(!!detect).toBe(kind === 'server')
})
test('a plain server has no address of its own', async () => {
  expect(await manifest('openai-compatible').detect({})).toBeUndefined()
})
test('a model that is loaded comes first: llama-server as a router', async () => {
  const origin = await serve({
    '/v1/models': list(
      { ...model('big', 'llamacpp'), status: { value: 'unloaded' } },
      { ...model('small', 'llamacpp'), status: { value: 'loaded' } },
    ),
  })
  expect((await manifest('llama-server').detect({ baseURL: origin }))?.settings?.model).toBe('small')
})
test('an older LM Studio is found by its OpenAI list', async () => {
  const origin = await serve({
    '/v1/models': list(model('text-embedding-x', 'organization_owner'), model('llama')),
  })
  expect((await manifest('lm-studio').detect({ baseURL: origin }))?.settings?.model).toBe('llama')
})
