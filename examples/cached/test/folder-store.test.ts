import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cache } from '@aiu/cache'
import { createClient } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { cacheStoreContract } from '@aiu/testing'
import { expect, onTestFinished, test } from 'vitest'
import { folderStore } from '../src/folder-store.ts'
import { slowServer } from '../src/slow-server.ts'

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'folder-store-'))

cacheStoreContract('folder', async () => {
  const folder = await newFolder()
  const remove = () => rm(folder, { recursive: true })
  return { ...folderStore(join(folder, 'answers')), [Symbol.asyncDispose]: remove }
})

async function scene() {
  const server = await slowServer(0)
  const folder = await newFolder()
  onTestFinished(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  return { server, folder, provider: openaiCompatible({ baseURL: server.baseURL, model: 'small' }) }
}

test('an answer outlives the cache that kept it, and its file holds no question', async () => {
  const { server, folder, provider } = await scene()
  const first = cache(folderStore(folder), { patienceMs: 5_000 })
  await createClient(provider, first).ask('What is the capital of France?')
  await first.settled()
  const second = createClient(provider, cache(folderStore(folder), { patienceMs: 5_000 }))
  const { text, cached } = await second.ask('What is the capital of France?')
  expect({ text, store: cached?.store }).toEqual({ text: 'Paris.', store: 'folder' })
  expect(server.requests).toHaveLength(1)
  const files = await readdir(folder)
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)])
  expect(await readFile(join(folder, files[0] ?? ''), 'utf8')).not.toContain('France')
})

test('a store that fails costs a call, not an answer, and is reported', async () => {
  const { server, folder, provider } = await scene()
  const noFolder = join(folder, 'file')
  await writeFile(noFolder, '')
  const reports: unknown[] = []
  const answers = cache(folderStore(noFolder), {
    patienceMs: 5_000,
    onReport: (report) => reports.push(report),
  })
  const ai = createClient(provider, answers)
  for (const _ of [1, 2])
    expect(await ai.ask('What is the capital of France?')).toMatchObject({ text: 'Paris.' })
  await answers.settled()
  expect(server.requests).toHaveLength(2)
  const down = { store: 'folder', state: 'down', error: expect.any(Error) }
  expect(reports).toEqual([
    { ...down, access: 'read' },
    { ...down, access: 'write' },
  ])
  await expect(answers.clear()).rejects.toMatchObject({ code: 'unsupported' })
})
