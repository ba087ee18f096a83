import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type MemoryStore, type MemoryStoreOptions, memoryStore } from '@aiu/cache-memory'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

async function keysOf(store: MemoryStore): Promise<string[]> {
  const keys: string[] = []
  for await (const [key] of store.entries()) keys.push(key)
  return keys.sort()
}

describe('maxEntries', () => {
  test('the one used longest ago goes first; reading and writing are uses', async () => {
    const store = memoryStore({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c']) store.set(key, key)
    store.get('a')
    store.set('b', 'B')
    store.set('d', 'd')
    expect(await keysOf(store)).toEqual(['a', 'b', 'd'])
    store.get('unknown')
    store.set('e', 'e')
    expect(await keysOf(store)).toEqual(['b', 'd', 'e'])
    expect(store.statistics()).toMatchObject({ entries: 3, evicted: 2 })
  })

  test('it is a cache as the book has it, whatever is done', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.tuple(fc.constantFrom('get', 'set', 'delete'), fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
        ),
        async (maxEntries, steps) => {
          const store = memoryStore({ maxEntries })
          /** The one used longest ago first. */
          const model: [string, number][] = []
          for (const [at, [what, key]] of steps.entries()) {
            const found = model.find(([name]) => name === key)
            if (found) model.splice(model.indexOf(found), 1)
            if (what === 'get') {
              expect(store.get(key)).toBe(found?.[1])
              if (found) model.push(found)
            } else if (what === 'set') {
              store.set(key, at)
              model.push([key, at])
              if (model.length > maxEntries) model.shift()
            } else store.delete(key)
            expect(await keysOf(store)).toEqual(model.map(([name]) => name).sort())
          }
          expect(store.statistics().entries).toBe(model.length)
        },
      ),
    ))
})

describe('maxBytes', () => {
  test('keys and values count, and what was let go no longer does', () => {
    const store = memoryStore({ maxBytes: 10_000 })
    for (let at = 0; at < 100; at++) store.set(`${at}`, { text: 'x'.repeat(500) })
    const { bytes, entries, evicted } = store.statistics()
    expect(bytes).toBeLessThanOrEqual(10_000)
    expect(entries).toBeGreaterThan(5)
    expect(entries + evicted).toBe(100)
    for (let at = 0; at < 100; at++) store.delete(`${at}`)
    expect(store.statistics()).toMatchObject({ bytes: 0, entries: 0 })
  })

  test('a key as long as a question', () => {
    const store = memoryStore({ maxBytes: 10_000 })
    store.set('k'.repeat(6_000), 1)
    expect(store.statistics().entries).toBe(0)
  })

  test('one that is too large is not kept, and costs no other its place; nor is what it was to replace', () => {
    const store = memoryStore({ maxBytes: 10_000 })
    store.set('small', 1)
    store.set('large', 1)
    store.set('large', 'x'.repeat(10_000))
    expect([store.get('small'), store.get('large')]).toEqual([1, undefined])
  })

  test.each<[string, unknown, number]>([
    ['a text', 'x'.repeat(1000), 2000],
    ['bytes', new Uint8Array(5000), 5000],
    ['a vector', Array.from({ length: 1000 }, () => 0.5), 8000],
    [
      'parts',
      {
        parts: [
          { type: 'image', data: new Uint8Array(3000) },
          { type: 'text', text: 'x'.repeat(500) },
        ],
      },
      4000,
    ],
    ['an empty list', [], 0],
    ['nothing', null, 0],
  ])('%s is weighed', (_, value, least) => {
    const store = memoryStore()
    store.set('k', value)
    const { bytes } = store.statistics()
    expect(bytes).toBeGreaterThanOrEqual(least)
    expect(bytes).toBeLessThan(least + 400)
  })
})

describe('time', () => {
  test('the clock is given: gone at its end, not before', async () => {
    let now = 1000
    const store = memoryStore({ clock: () => now })
    store.set('a', 1, 100)
    now = 1099
    expect(store.get('a')).toBe(1)
    now = 1100
    expect(await keysOf(store)).toEqual([])
    expect(store.get('a')).toBeUndefined()
    expect(store.statistics()).toMatchObject({ entries: 0, bytes: 0, expired: 1 })
  })

  test('its own time for entries without one', () => {
    let now = 0
    const store = memoryStore({ clock: () => now, ttlMs: 50 })
    store.set('a', 1)
    store.set('b', 1, 100)
    now = 60
    expect([store.get('a'), store.get('b')]).toEqual([undefined, 1])
  })

  test('what is over is looked for once a minute, as others are put in', () => {
    let now = 0
    const store = memoryStore({ clock: () => now })
    for (let at = 0; at < 10; at++) store.set(`${at}`, at, 1000)
    now = 59_000
    store.set('x', 1, 1_000_000)
    expect(store.statistics().entries).toBe(11)
    now = 61_000
    store.set('y', 1, 1_000_000)
    expect(store.statistics()).toMatchObject({ entries: 2, expired: 10 })
  })

  test('no timer is set', () => {
    vi.useFakeTimers()
    const store = memoryStore()
    store.set('a', 1, 1000)
    store.get('a')
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('a process ends with entries in it', () => {
    const script = `import { memoryStore } from '@aiu/cache-memory'; memoryStore().set('a', 1, 1e9); console.log('done')`
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--conditions=@aiu/source', '--input-type=module', '-e', script],
      { cwd: fileURLToPath(new URL('../../cache', import.meta.url)), encoding: 'utf8', timeout: 120_000 },
    )
    expect([stdout.trim(), status]).toEqual(['done', 0])
  })
})

test('clear: of a namespace, of all', () => {
  const store = memoryStore()
  store.set('a', 1)
  store.within('x').set('a', 2)
  store.within('x').within('y').set('a', 3)
  store.within('x').clear()
  expect([store.get('a'), store.within('x').get('a'), store.within('x').within('y').get('a')]).toEqual([
    1,
    undefined,
    undefined,
  ])
  store.within('z').set('a', 4)
  store.clear()
  expect(store.statistics()).toMatchObject({ entries: 0, bytes: 0 })
})

test('values come back as they are, and keys are exact', () => {
  const store = memoryStore()
  const value = { bytes: Uint8Array.of(1) }
  for (const key of ['', '=', '1:a:=', 'a', '__proto__', 'constructor']) {
    expect(store.get(key)).toBeUndefined()
    store.set(key, value)
    expect(store.get(key)).toBe(value)
  }
  store.within('a').set('', 1)
  expect(store.within('a').get('')).toBe(1)
})

test.each<[keyof MemoryStoreOptions, unknown]>([
  ['maxEntries', 0],
  ['maxEntries', -1],
  ['maxEntries', Number.NaN],
  ['maxEntries', '5'],
  ['maxBytes', 0],
  ['maxBytes', Number.NaN],
  ['ttlMs', 0],
  ['ttlMs', -5],
  ['ttlMs', Number.NaN],
])('%s: %j is refused', (name, value) => {
  expect(() => memoryStore({ [name]: value })).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  )
})
