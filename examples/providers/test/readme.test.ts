import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chatCompletionsWire, groqWire, ollamaWire, responsesWire } from '@aiu/testing'
import { type FaultServer, faultServer } from '@aiu/testing/node'
import { afterAll, beforeAll, expect, test } from 'vitest'

// The README's provider blocks, each as it stands, in a process of its own; the vendors' hosts are servers of the test.
const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const section = /^## Providers$([\s\S]*?)^## Packages$/m.exec(readme)?.[1] ?? ''
const blocks = [...section.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
const packageOf = (code: string): string =>
  /from '(@aiu\/(?:openai|groq|ollama|openai-compatible))'/.exec(code)?.[1] ?? ''

const hosts: Record<string, string> = {}
const servers: FaultServer[] = []
beforeAll(async () => {
  for (const [host, wire] of [
    ['api.openai.com', responsesWire],
    ['api.groq.com', groqWire],
    ['127.0.0.1:11434', ollamaWire],
    ['127.0.0.1:8080', chatCompletionsWire],
  ] as const) {
    const server = await faultServer({ wire })
    servers.push(server)
    hosts[host] = server.origin
  }
})
afterAll(() => Promise.all(servers.map((server) => server.close())))

const run = (code: string, there: Record<string, string> = hosts) =>
  promisify(execFile)(
    process.execPath,
    [
      '--conditions=@aiu/source',
      `--import=${new URL('here.ts', import.meta.url).href}`,
      '--input-type=module',
      '--eval',
      code,
    ],
    {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: {
        PATH: process.env.PATH ?? '',
        SERVERS: JSON.stringify(there),
        OPENAI_API_KEY: 'test-1',
        GROQ_API_KEY: 'test-2',
      },
      timeout: 120_000,
    },
  )

test('there is one for each provider with a server, of eight lines', () => {
  const providers = blocks.filter((code) => !/@aiu\/(cache|limits)'/.test(code))
  expect(providers.map(packageOf)).toEqual([
    '@aiu/openai',
    '@aiu/groq',
    '@aiu/ollama',
    '@aiu/openai-compatible',
  ])
  for (const code of providers) expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(8)
})

test.each(blocks.map((code) => [packageOf(code), code] as const))(
  '%s: it works as it stands',
  async (_, code) => {
    const { stdout } = await run(code)
    if (code.includes('tracker')) {
      const [cost, row] = stdout.split('\n')
      expect(Number(cost)).toBeGreaterThan(0)
      expect(row).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\S+ 1 { USD: ${cost} } {}$`))
    } else if (code.includes('@aiu/cache')) expect(stdout).toBe('[ undefined, true, true ]\nmemory\n')
    else expect(stdout).toMatch(/^Hello\./)
    if (code.includes('textStream')) expect(stdout.split('\n').slice(1, 3)).toEqual(['Hel', 'lo.'])
    if (code.includes('embed(')) expect(stdout).toMatch(/\n2\n$/)
  },
)

// With OLLAMA_HOST set to a server that has the model `smollm2`.
const { OLLAMA_HOST: host = '' } = process.env
test('@aiu/ollama: it works at a real server', async ({ skip }) => {
  skip(!host, 'OLLAMA_HOST names no server')
  const code = blocks.find((block) => packageOf(block) === '@aiu/ollama') ?? ''
  const { stdout } = await run(code, { '127.0.0.1:11434': host.includes('//') ? host : `http://${host}` })
  expect(stdout.trim().split('\n').length).toBeGreaterThan(2)
}, 120_000)
