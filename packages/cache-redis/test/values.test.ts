import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe, expect, test } from 'vitest'
import { admin } from './support/admin.ts'
import { expected, KINDS, rig } from './support/rig.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''

type Say = Awaited<ReturnType<typeof admin>>

/** One kept entry, and where. */
async function kept(prefix: string, say: Say): Promise<readonly [key: string, entry: object]> {
  const keys = (await say('KEYS', `${prefix}/*`)) as string[]
  expect(keys).toHaveLength(1)
  const [key = ''] = keys
  return [key, JSON.parse(String(await say('GET', key)))]
}

const now = Date.now()
const HOUR = 3_600_000
const shaped = { version: 1, at: now, expires: now + HOUR }
const answer = { parts: [], finishReason: 'stop', provider: 'p', model: 'm', warnings: [] }

/** What may stand under a key: made of the entry that was there. */
const STRANGE: Readonly<Record<string, (entry: object) => string>> = {
  nothing: () => '',
  'no JSON': () => '{"version":1,',
  'half of it': (entry) => JSON.stringify(entry).slice(0, -20),
  'a number': () => '42',
  null: () => 'null',
  'a list': () => '[]',
  'another version': (entry) => JSON.stringify({ ...entry, version: 2 }),
  'no version': (entry) => JSON.stringify({ ...entry, version: undefined }),
  'its time is over': (entry) => JSON.stringify({ ...entry, expires: now - 1 }),
  'no answer': () => JSON.stringify(shaped),
  'parts of no kind': () => JSON.stringify({ ...shaped, answer: { ...answer, parts: [null, 5, {}] } }),
  'text that is a number': () =>
    JSON.stringify({ ...shaped, answer: { ...answer, parts: [{ type: 'text', text: 5 }] } }),
  'a call without arguments': () =>
    JSON.stringify({ ...shaped, answer: { ...answer, parts: [{ type: 'tool-call' }] } }),
  'cuts of nothing': () =>
    JSON.stringify({
      ...shaped,
      answer: { ...answer, parts: [{ type: 'text', text: 'x' }], cuts: ['a', {}, -1] },
    }),
  'bytes that are none': (entry) => JSON.stringify({ ...entry, question: { '~bytes': '%%%' } }),
  'an address that is none': (entry) => JSON.stringify({ ...entry, question: { '~url': 'nowhere' } }),
  'a vector of words': () => JSON.stringify({ ...shaped, vector: ['a'] }),
  'very deep': (entry) =>
    `${JSON.stringify(entry).slice(0, -1)},"question":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  __proto__: () => '{"__proto__":{"version":1},"at":1}',
}

describe.skipIf(!redis)(named('F49 values that others wrote', redis), () => {
  for (const kind of KINDS)
    test(`${kind}: a miss, and never an error`, { timeout: 120_000 }, async () => {
      const prefix = freshPrefix()
      const say = await admin(url)
      const client = await rig({ url, prefix })
      await client.put(kind, 'same')
      await client.layer.settled()
      const [key, entry] = await kept(prefix, say)
      const writes: Record<string, () => Promise<unknown>> = {
        'another type': () => say('RPUSH', key, 'a', 'b'),
        bytes: () => say('EVAL', "return redis.call('set', KEYS[1], '\\255\\254\\0{')", '1', key),
      }
      for (const [name, make] of Object.entries(STRANGE)) writes[name] = () => say('SET', key, make(entry))
      for (const [name, write] of Object.entries(writes)) {
        await say('DEL', key)
        await write()
        expect(await client.put(kind, 'same'), name).toMatchObject({
          hit: false,
          text: expected(kind, 'same'),
        })
        await client.layer.settled()
        expect(await client.put(kind, 'same'), `after ${name}`).toMatchObject({ hit: true })
      }
      expect(client.reports).toEqual([])
    })

  test('entries lists those that are JSON', async () => {
    const prefix = freshPrefix()
    const say = await admin(url)
    const { store } = await rig({ url, prefix })
    await store.set('good', { a: 1 }, 60_000)
    await say('SET', `${prefix}::bad`, '{')
    await say('RPUSH', `${prefix}::list`, 'a')
    const found = []
    for await (const entry of store.entries()) found.push(entry)
    expect(found).toEqual([['good', { a: 1 }]])
    await store.clear()
    expect(await say('KEYS', `${prefix}*`)).toEqual([])
  })
})
