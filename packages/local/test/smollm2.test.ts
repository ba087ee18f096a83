import { ask, stream } from '@aiu/core'
import { describe, expect, type TestContext, test } from 'vitest'
import { findModel } from '../src/files/find-model.ts'
import { local } from '../src/index.ts'

// With the real model, where it is: these tests download nothing.
const provider = local({ download: false })

function needsModel(context: TestContext): void {
  const model = (() => {
    try {
      return findModel({ env: process.env })
    } catch {
      return undefined
    }
  })()
  context.skip(
    !model || !/smollm2/i.test(model.id),
    'SmolLM2 is not here: name its file in AIU_LOCAL_MODEL, or run `npm start` once, which downloads it',
  )
}

describe('SmolLM2-135M-Instruct', () => {
  test('knows the capital of France', async (context) => {
    needsModel(context)
    const { text, usage, finishReason } = await ask(provider, 'What is the capital of France?')
    expect(text).toContain('Paris')
    expect(finishReason).toBe('stop')
    expect(usage).toMatchObject({
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      source: 'counted',
    })
  }, 120_000)

  test('says the same in a stream', async (context) => {
    needsModel(context)
    let text = ''
    for await (const piece of stream(provider, 'What is the capital of France?').textStream) text += piece
    expect(text).toContain('Paris')
  }, 120_000)

  test('holds a conversation, and keeps to a schema', async (context) => {
    needsModel(context)
    const schema = {
      type: 'object',
      properties: { city: { type: 'string', maxLength: 20 }, country: { type: 'string', maxLength: 20 } },
      required: ['city', 'country'],
    }
    const { text } = await ask(
      provider,
      [
        { role: 'system', content: 'You answer in JSON with the keys city and country.' },
        { role: 'user', content: 'What is the capital of France?' },
      ],
      { output: { mode: 'schema', schema }, maxTokens: 100 },
    )
    expect(JSON.parse(text)).toEqual({ city: expect.any(String), country: expect.any(String) })
  }, 120_000)
})
