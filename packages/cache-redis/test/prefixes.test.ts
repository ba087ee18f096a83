import { cache } from '@aiu/cache'
import { redisStore } from '@aiu/cache-redis'
import { anyRedis, freshPrefix, named } from '@aiu-tooling/support/redis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { admin } from './support/admin.ts'

const redis = await anyRedis()
const url = redis?.url ?? ''
const storeAt = (prefix: string) => {
  const store = redisStore({ url, prefix })
  onTestFinished(() => store.close())
  return store
}

describe.skipIf(!redis)(named('programs that share a database', redis), () => {
  test('prefixes do not see or clear each other', async () => {
    const base = freshPrefix()
    const prefixes = ['', '2', ':a', ':a:b', '.x', '-x', '_x', ':lease'].map((end) => base + end)
    const stores = prefixes.map((prefix) => [prefix, storeAt(prefix)] as const)
    for (const [prefix, store] of stores) {
      await store.set('key', prefix, 60_000)
      await store.set(':key', `:${prefix}`, 60_000)
      await store.within('n').set('key', `n${prefix}`, 60_000)
      expect(await store.lease('key', 60_000), `lease of ${prefix}`).toBeDefined()
      expect(await store.within('n').lease('key', 60_000)).toBeDefined()
    }
    for (const [prefix, store] of stores) {
      expect(await store.get('key')).toBe(prefix)
      expect(await store.get(':key')).toBe(`:${prefix}`)
      expect(await store.within('n').get('key')).toBe(`n${prefix}`)
      expect(await store.statistics()).toEqual({ entries: 3 })
    }
    for (const [index, [cleared, store]] of stores.entries()) {
      await store.clear()
      expect(await store.statistics()).toEqual({ entries: 0 })
      for (const [prefix, other] of stores.slice(index + 1))
        expect(await other.statistics(), `${prefix}, after ${cleared} was cleared`).toEqual({ entries: 3 })
      // Whoever is asking upstream still has the right to.
      expect(await store.lease('key', 60_000)).toBeUndefined()
    }
  })

  test('namespaces of any name, each with leases of its own', async () => {
    const store = storeAt(freshPrefix())
    const names = [
      'a',
      'a/b',
      'a:b',
      'a::b',
      'a=b',
      'a*',
      '%61',
      '*',
      '?',
      '[a]',
      '\\',
      '語',
      ' ',
      '\n',
      '\0',
    ]
    names.push('\ud800', '\ud801', '\ufffd', 'x'.repeat(5_000), 'a/../b', '__proto__', 'a%2Fb', 'constructor')
    for (const name of names) {
      await store.within(name).set('key', name, 60_000)
      expect(await store.within(name).lease('key', 60_000), JSON.stringify(name)).toBeDefined()
    }
    for (const name of names) {
      expect(await store.within(name).get('key')).toBe(name)
      expect(await store.within(name).lease('key', 60_000)).toBeUndefined()
    }
    await store.within('*').clear()
    await store.within('[a]').clear()
    expect(await store.statistics()).toEqual({ entries: names.length - 2 })
    expect(await store.within('a').within('b').get('key')).toBeUndefined()
  })

  test('thousands of namespaces use one connection', async () => {
    const say = await admin(url)
    const connections = async (): Promise<number> =>
      String(await say('CLIENT', 'LIST'))
        .trim()
        .split('\n').length
    const prefix = freshPrefix()
    const store = storeAt(prefix)
    await store.get('first')
    const before = await connections()
    const layer = cache(store)
    const warned: Error[] = []
    const warn = (warning: Error): unknown => warned.push(warning)
    process.on('warning', warn)
    onTestFinished(() => void process.off('warning', warn))
    await Promise.all(
      Array.from({ length: 2_000 }, async (_, index) => {
        const shelf = store.within(`n${index}`)
        await shelf.set('key', index, 60_000)
        await shelf.get('key')
      }),
    )
    await layer.clear('n5')
    expect(await store.within('n5').get('key')).toBeUndefined()
    expect(await store.statistics()).toEqual({ entries: 1_999 })
    expect((await connections()) - before).toBeLessThanOrEqual(0)
    expect(warned).toEqual([])
  })
})
