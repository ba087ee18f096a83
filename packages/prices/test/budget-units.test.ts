import {
  type AiuError,
  generateImage,
  type ImageProvider,
  type Provider,
  type SpeechProvider,
  type TranscriptionProvider,
  type Usage,
  wrap,
} from '@aiu/core'
import { budget, fallback, memoryLimits } from '@aiu/limits'
import { prices } from '@aiu/prices'
import { fakeProvider } from '@aiu/testing'
import { expect, test } from 'vitest'

type Media = Provider & ImageProvider & SpeechProvider & TranscriptionProvider

/** Speaks, hears and paints for a price; tells this usage. */
const studio = (usage?: Omit<Usage, 'source'>): Media => {
  const told = usage && { usage: { ...usage, source: 'provider' as const } }
  return {
    ...fakeProvider('x'),
    name: 'studio',
    defaultModel: 'm',
    generateImage: async () => ({ images: [Uint8Array.of(1)], ...told }),
    transcribe: async () => ({ text: 'fine', segments: [], ...told }),
    async *speak() {
      yield { type: 'start', mediaType: 'audio/mpeg' }
      yield { type: 'bytes', bytes: Uint8Array.of(1) }
      yield { type: 'finish', ...told }
    },
  }
}
const price = prices({
  own: [
    { provider: 'studio', model: 'm', perMillionCharacters: 15 },
    { provider: 'studio', model: 'paints', perImage: 0.04 },
    { provider: 'studio', model: 'hears', perMinute: 0.006 },
  ],
})

/** What is reserved and settled, in billionths. */
function purse(usage?: Omit<Usage, 'source'>, amount = 1) {
  const store = memoryLimits()
  const reserved: number[] = []
  const settled: number[] = []
  const watched: typeof store = {
    ...store,
    reserve(key, request) {
      reserved.push(...Object.values(request.units))
      return store.reserve(key, request)
    },
    settle(id, used) {
      settled.push(...Object.values(used))
      return store.settle(id, used)
    },
  }
  const money = budget({ amount, currency: 'USD', per: 'day', price, store: watched })
  // A combinator has its members tell their attempts, as a verb does.
  const provider = wrap(fallback(studio(usage)), money)
  return { provider, reserved, settled }
}
const read = async (events: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of events);
}

test('speech is reserved, and settled, by its characters', async () => {
  const silent = purse()
  await read(silent.provider.speak({ text: 'x'.repeat(2_000) }))
  expect([silent.reserved, silent.settled]).toEqual([[30_000_000], [30_000_000]])
  const telling = purse({ characters: 1_000 })
  await read(telling.provider.speak({ text: 'x'.repeat(2_000) }))
  expect([telling.reserved, telling.settled]).toEqual([[30_000_000], [15_000_000]])
})

test('images are reserved by how many are asked for, and settled by how many were made', async () => {
  const { provider, reserved, settled } = purse({ images: 3 })
  await generateImage(provider, 'a boat', { model: 'paints', n: 4 })
  await generateImage(purse().provider, 'a boat', { model: 'paints' })
  expect([reserved, settled]).toEqual([[160_000_000], [120_000_000]])
  const one = purse()
  await generateImage(one.provider, 'a boat', { model: 'paints' })
  expect([one.reserved, one.settled]).toEqual([[40_000_000], [40_000_000]])
})

test('a recording is reserved at 16 kbit a second, and settled by its length', async () => {
  const audio = new Uint8Array(240_000)
  const silent = purse()
  await silent.provider.transcribe({ audio, prompt: 'A talk.', model: 'hears' })
  expect([silent.reserved, silent.settled]).toEqual([[12_000_000], [12_000_000]])
  const telling = purse({ audioSeconds: 10 })
  await telling.provider.transcribe({ audio, model: 'hears' })
  expect([telling.reserved, telling.settled]).toEqual([[12_000_000], [1_000_000]])
})

test.each([Number.NaN, -5, Number.POSITIVE_INFINITY])(
  '%s seconds are none that were told',
  async (audioSeconds) => {
    const { provider, reserved, settled } = purse({ audioSeconds })
    await provider.transcribe({ audio: new Uint8Array(2_000), model: 'hears' })
    expect(settled).toEqual(reserved)
  },
)

test('what costs more than is left is not sent', async () => {
  const refused = await read(purse(undefined, 0.01).provider.speak({ text: 'x'.repeat(1_000) })).catch(
    (error: AiuError) => error,
  )
  expect(refused).toMatchObject({ code: 'budget-exceeded' })
})
