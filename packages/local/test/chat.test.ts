import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, stream } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { local } from '../src/index.ts'
import { asked, eventsOf, textIn, textOf } from './support/asked.ts'
import { forThisTest } from './support/for-this-test.ts'
import { randomModel } from './support/random-model.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { temporary } from './support/temporary.ts'
import { withModel } from './support/with-model.ts'

const SMILE = [0xf0, 0x9f, 0x98, 0x80]
/** Ten tokens, and the end mark. */
const scripted = withModel(scriptedModel(['Hello', '▁there', ',', '▁', ...SMILE, '▁bye', '.']))
const random = withModel(randomModel(), { contextSize: 512 })

describe('an answer', () => {
  test('comes whole, with its model and reason', async () => {
    const result = await scripted.chat(asked('Hi'))
    expect(textOf(result)).toBe('Hello there, 😀 bye.')
    expect(result).toMatchObject({ model: 'tiny', finishReason: 'stop', rawFinishReason: 'eogToken' })
  })

  test('comes in pieces: start with the first of them, finish last', async () => {
    const events = await eventsOf(scripted.stream(asked('Hi')))
    expect(events.map(({ type }) => type)).toEqual(['start', ...Array(7).fill('text'), 'finish'])
    expect(textIn(events)).toBe('Hello there, 😀 bye.')
  })

  test('is read through the verbs of core', async () => {
    const { text, model, provider, finishReason } = await ask(scripted, 'Hi')
    expect({ text, model, provider, finishReason }).toEqual({
      text: 'Hello there, 😀 bye.',
      model: 'tiny',
      provider: 'local',
      finishReason: 'stop',
    })
    let text2 = ''
    const answer = stream(scripted, 'Hi')
    for await (const piece of answer.textStream) text2 += piece
    expect(text2).toBe(text)
    expect((await answer.response).usage?.source).toBe('counted')
  })

  test('counts its tokens: those of the script and the end mark, those of the prompt by piece', async () => {
    const short = await scripted.chat(asked('Hi'))
    expect(short.usage).toMatchObject({ outputTokens: 11, source: 'counted' })
    // Each of these letters is one token of the vocabulary.
    const longer = await scripted.chat(asked('Hi xyz'))
    const [a, b] = [short.usage?.inputTokens ?? 0, longer.usage?.inputTokens ?? 0]
    expect(b - a).toBe(' xyz'.length)
    expect(longer.usage?.totalTokens).toBe(b + 11)
  })

  test('is told what of the prompt was known from before', async () => {
    await scripted.chat(asked('Once upon a time'))
    const { usage } = await scripted.chat(asked('Once upon a time'))
    expect(usage?.cachedInputTokens).toBe((usage?.inputTokens ?? 0) - 1)
  })

  test('ends at maxTokens, and never in the middle of a character', async () => {
    for (const [maxTokens, text] of [
      [2, 'Hello there'],
      [6, 'Hello there, '],
      [7, 'Hello there, '],
      [8, 'Hello there, 😀'],
    ] as const) {
      const result = await scripted.chat(asked('Hi', { maxTokens }))
      expect(textOf(result)).toBe(text)
      expect(result).toMatchObject({ finishReason: 'length', usage: { outputTokens: maxTokens } })
    }
  })

  test('ends before a stop text, also one that spans pieces', async () => {
    for (const [stop, text] of [
      ['there', 'Hello '],
      ['o th', 'Hell'],
      [', 😀', 'Hello there'],
      ['never said', 'Hello there, 😀 bye.'],
    ] as const) {
      const result = await scripted.chat(asked('Hi', { stop: [stop] }))
      expect(textOf(result)).toBe(text)
      expect(result.finishReason).toBe('stop')
    }
  })

  test('may be empty, and ends all the same', async () => {
    const model = join(temporary(), 'silent.gguf')
    writeFileSync(model, scriptedModel([]))
    const silent = forThisTest({ model })
    const events = await eventsOf(silent.stream(asked('Hi')))
    expect(events.map(({ type }) => type)).toEqual(['start', 'finish'])
    expect(events.at(-1)).toMatchObject({ finishReason: 'stop', usage: { outputTokens: 1 } })
    expect(await silent.chat(asked('Hi'))).toMatchObject({ parts: [], finishReason: 'stop' })
  })
})

describe('random weights', () => {
  const request = asked('Tell me', { maxTokens: 60, temperature: 0.9, seed: 11 })

  test('give the same text for the same seed, and another for another', async () => {
    const first = textOf(await random.chat(request))
    await random.chat(asked('Something else', { maxTokens: 5 }))
    expect(textOf(await random.chat(request))).toBe(first)
    expect(textOf(await random.chat({ ...request, seed: 12 }))).not.toBe(first)
  })

  test('lose nothing on a slow reader', async () => {
    let text = ''
    for await (const event of random.stream(request)) {
      if (event.type === 'text') text += event.text
      await delay(5)
    }
    expect(text).toBe(textOf(await random.chat(request)))
  })

  test('are steered by the extras', async () => {
    const hot = asked('Tell me', { maxTokens: 30, temperature: 2, seed: 1 })
    const likeliest = textOf(await random.chat(asked('Tell me', { maxTokens: 30, seed: 1 })))
    expect(textOf(await random.chat(hot))).not.toBe(likeliest)
    expect(textOf(await random.chat({ ...hot, extra: { topK: 1 } }))).toBe(likeliest)
    const loop = asked('What is the capital of France?', { maxTokens: 80 })
    const repeating = textOf(await random.chat({ ...loop, extra: { repeatPenalty: false } }))
    expect(textOf(await random.chat({ ...loop, extra: { repeatPenalty: 3 } }))).not.toBe(repeating)
  })

  test('fill at most the context', async () => {
    const result = await random.chat(asked('Tell me'))
    expect(result.finishReason).toBe('length')
    expect(result.usage?.totalTokens).toBeLessThan(512)
    expect(result.usage?.totalTokens).toBeGreaterThan(500)
  })

  test('refuse a conversation that is longer than the context, and go on', async () => {
    await expect(random.chat(asked('x'.repeat(600)))).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/^The conversation is 6\d\d tokens long, but the context holds 512/),
      hint: expect.stringContaining('contextSize'),
    })
    expect((await random.chat(asked('Hi', { maxTokens: 3 }))).usage?.outputTokens).toBe(3)
  })
})

describe('a conversation', () => {
  test('is read whole: every message adds its tokens', async () => {
    const tokens = async (...messages: Parameters<typeof scripted.chat>[0]['messages']) =>
      (await scripted.chat({ messages, maxTokens: 1 })).usage?.inputTokens ?? 0
    const user = { role: 'user', content: 'Hi' } as const
    const one = await tokens(user)
    const system = await tokens({ role: 'system', content: 'Be brief.' }, user)
    const long = await tokens(
      { role: 'system', content: 'Be brief.' },
      user,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'Yes?' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And' },
          { type: 'text', text: 'now?' },
        ],
      },
    )
    expect(system).toBeGreaterThan(one + 'Be brief.'.length)
    expect(long).toBeGreaterThan(system + 'Yes?And\nnow?'.length)
  })

  test('with a picture is refused by name, before a model is sought', async () => {
    const nowhere = local({ env: {}, modelsDir: 'none', download: false })
    const parts = [
      { type: 'image', data: new Uint8Array(1) },
      { type: 'audio', data: new Uint8Array(1) },
      { type: 'file', data: new Uint8Array(1) },
    ] as const
    for (const part of parts)
      await expect(nowhere.chat({ messages: [{ role: 'user', content: [part] }] })).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(part.type),
      })
  })
})
