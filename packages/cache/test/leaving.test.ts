import { cache } from '@aiu/cache'
import { memoryStore } from '@aiu/cache-memory'
import { createClient } from '@aiu/core'
import { fakeProvider } from '@aiu/testing'
import { describe, expect, test } from 'vitest'
import { mapStore } from './support/map-store.ts'

const stores = { 'in memory': memoryStore, elsewhere: mapStore } as const
const turns = async (times: number): Promise<void> => {
  for (let at = 0; at < times; at++) await undefined
}

describe.each(Object.entries(stores))('whoever leaves, and whenever: %s', (_, store) => {
  test.each(['ask', 'stream', 'embed'] as const)(
    'the one who stays has the whole answer, %s',
    async (verb) => {
      for (let joins = 0; joins < 6; joins++)
        for (let leaves = 0; leaves < 24; leaves++) {
          const provider = fakeProvider(['one two'], { loop: true })
          const ai = createClient(provider, cache(store()))
          const put = async (signal?: AbortSignal): Promise<unknown> => {
            if (verb === 'embed') return (await ai.embed(['text'], { signal })).embeddings[0]?.length
            return (
              verb === 'ask' ? await ai.ask('q', { signal }) : await ai.stream('q', { signal }).response
            ).text
          }
          const caller = new AbortController()
          const left = put(caller.signal).catch((error) => error.code)
          const stays = turns(joins).then(() => put())
          await turns(leaves)
          caller.abort()
          const whole = verb === 'embed' ? expect.any(Number) : 'one two'
          const which = `joins after ${joins} turns, the other leaves after ${leaves}`
          expect(await stays, which).toEqual(whole)
          expect(['aborted', verb === 'embed' ? await stays : 'one two'], which).toContain(await left)
          expect(provider.calls.length, which).toBeLessThanOrEqual(2)
        }
    },
  )
})
