import { ollama, type PullProgress } from '@aiu/ollama'
import { ollamaWire } from '@aiu/testing'
import { faultServer, loopbackServer, replayServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'

const line = (told: object): string => `${JSON.stringify(told)}\n`
const ndjson = (...told: readonly object[]) => ({
  headers: { 'content-type': 'application/x-ndjson' },
  body: told.map(line).join(''),
})
const LAYER = { status: 'pulling eeee', digest: 'sha256:eeee', total: 100 }
const STEPS = [
  { status: 'pulling manifest' },
  LAYER,
  { ...LAYER, completed: 60 },
  { ...LAYER, completed: 100 },
  { status: 'success' },
]

async function all(
  progress: AsyncIterable<PullProgress>,
  into: PullProgress[] = [],
): Promise<PullProgress[]> {
  for await (const event of progress) into.push(event)
  return into
}

test.each(['whole', 'bytes'] as const)('progress as it comes, %s', async (pace) => {
  await using server = await replayServer({ reply: ndjson(...STEPS), pace })
  const provider = ollama({ baseURL: server.origin })
  expect(await all(provider.pull('llama3.2', { insecure: true }))).toEqual(STEPS)
  expect(server.requests).toMatchObject([
    { method: 'POST', path: '/api/pull', body: { name: 'llama3.2', insecure: true, stream: true } },
  ])
  await server.quiet()
})

test('as the wire of the suite has it', async () => {
  await using server = await faultServer({ wire: ollamaWire })
  const told = await all(ollama({ baseURL: server.baseURL }).pull('llama3.2'))
  expect(told.at(0)).toEqual({ status: 'pulling manifest' })
  expect(told.at(-1)).toEqual({ status: 'success' })
  expect(told.some(({ completed, total }) => completed === total && total)).toBe(true)
})

test('nothing is sent before it is read', async () => {
  await using server = await replayServer({ reply: ndjson(...STEPS) })
  ollama({ baseURL: server.origin }).pull('llama3.2')
  expect(server.requests).toEqual([])
})

test('an error among the lines', async () => {
  await using server = await replayServer({
    reply: ndjson({ status: 'pulling manifest' }, { error: 'max retries exceeded: EOF' }),
  })
  const told: PullProgress[] = []
  const error = await failing(() => all(ollama({ baseURL: server.origin }).pull('x'), told))
  expect(told).toEqual([{ status: 'pulling manifest' }])
  expect(error.code).toBe('server')
  expect(error.message).toContain('max retries exceeded: EOF')
})

test('a model that nobody has', async () => {
  await using server = await replayServer({
    reply: ndjson({ status: 'pulling manifest' }, { error: 'pull model manifest: file does not exist' }),
  })
  const error = await failing(() => all(ollama({ baseURL: server.origin }).pull('lama')))
  expect(error.code).toBe('not-found')
  expect(error.hint).toContain('ollama.com/search')
})

test.each([
  ['a line that is cut', `${line(LAYER)}{"status":"succ`],
  ['no success', line(LAYER)],
  ['nothing', ''],
])('%s is no end', async (_, body) => {
  await using server = await replayServer({
    reply: { headers: { 'content-type': 'application/x-ndjson' }, body },
  })
  const error = await failing(() => all(ollama({ baseURL: server.origin }).pull('x')))
  expect(error.code).toBe('interrupted')
})

test('a line that is no JSON is no progress', async () => {
  await using server = await replayServer({
    reply: {
      headers: { 'content-type': 'application/x-ndjson' },
      body: `oops\n${line({ status: 'success' })}`,
    },
  })
  expect((await failing(() => all(ollama({ baseURL: server.origin }).pull('x')))).code).toBe('malformed')
})

test.each(['abort', 'break'] as const)('%s closes the connection, so that Ollama stops', async (how) => {
  await using server = await loopbackServer(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    response.write(line(LAYER))
  })
  const controller = new AbortController()
  const { signal } = controller
  const read = async (): Promise<void> => {
    for await (const _ of ollama({ baseURL: server.origin }).pull('x', { signal })) {
      if (how === 'break') break
      controller.abort(new Error('mine'))
    }
  }
  if (how === 'break') await read()
  else {
    const error = await failing(read)
    expect(error.code).toBe('aborted')
    expect((error.cause as Error).message).toBe('mine')
  }
  expect((await server.requests[0]?.ended)?.complete).toBe(false)
})

test.each(['', 'a\nb'])('a name that is none, %o, is refused before sending', async (name) => {
  await using server = await replayServer({ reply: ndjson(...STEPS) })
  await failing(() => all(ollama({ baseURL: server.origin, model: 'm' }).pull(name)))
  expect(server.requests).toEqual([])
})
