import { ask, embed, listModels, stream } from '@aiu/core'
import { ollama } from '@aiu/ollama'
import { manifest } from '@aiu/ollama/manifest'
import { describe, expect, test } from 'vitest'
import { failing } from './support/failing.ts'

// Against the server of OLLAMA_HOST, with OLLAMA_MODEL or the first of its models that can chat. Without such a server nothing is asked.
const { OLLAMA_HOST, OLLAMA_MODEL: model } = process.env
const found = OLLAMA_HOST ? await manifest.detect?.({ baseURL: OLLAMA_HOST, model }) : undefined

const NAME = 'the Ollama of OLLAMA_HOST'

describe.skipIf(!found)(found ? NAME : `${NAME} (it names none that answers)`, { timeout: 120_000 }, () => {
  const provider = ollama({ ...found?.settings, options: { temperature: 0 } })
  const asking = 'What is the capital of France?'

  test('whole and as a stream', async () => {
    const whole = await ask(provider, asking, { maxTokens: 20 })
    const pieces = await stream(provider, asking, { maxTokens: 20 }).response
    for (const { text, usage, model: by } of [whole, pieces]) {
      expect(text).toMatch(/\w/)
      expect(usage?.outputTokens).toBeGreaterThan(0)
      expect(by).toBe(provider.defaultModel)
    }
  })

  test('an answer that is cut at its length says so', async () => {
    const { finishReason, usage } = await ask(provider, 'Count to a hundred.', { maxTokens: 3 })
    expect([finishReason, usage?.outputTokens]).toEqual(['length', 3])
  })

  test('an answer that fits a schema', async () => {
    const schema = {
      type: 'object',
      properties: { capital: { enum: ['Paris', 'Oslo'] } },
      required: ['capital'],
    }
    const { text } = await ask(provider, asking, {
      maxTokens: 60,
      output: { mode: 'schema', schema },
    })
    expect(JSON.parse(text).capital).toMatch(/^(Paris|Oslo)$/)
  })

  test('its models, its version, vectors', async () => {
    expect((await provider.health()).version).toMatch(/\d/)
    expect((await listModels(provider))[0]?.capabilities).not.toHaveLength(0)
    const { embeddings } = await embed(provider, ['a', 'b'])
    expect(embeddings.map(({ length }) => length > 1)).toEqual([true, true])
  })

  test('a model that is not there: the command, and near names', async () => {
    const error = await failing(() =>
      ask(provider, 'q', { model: `${provider.defaultModel}`.replace(/(.)(.)(:|$)/, '$2$1$3') }),
    )
    expect(error.code).toBe('not-found')
    expect(error.hint).toContain('ollama pull')
    expect(error.hint).toContain(`${provider.defaultModel}`.split(':')[0])
  })

  test('an abort ends the call, and the model is free for the next', async () => {
    const controller = new AbortController()
    const endless = { maxTokens: 4000, signal: controller.signal }
    const error = await failing(async () => {
      for await (const _ of stream(provider, 'Tell a very long story.', endless).textStream)
        controller.abort(new Error('mine'))
    })
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'mine' } })
    expect(error.partial?.text).toMatch(/./)
    expect((await ask(provider, asking, { maxTokens: 3 })).usage?.outputTokens).toBe(3)
  })

  test('a pull of what nobody has fails', async () => {
    await failing(async () => {
      for await (const { status } of provider.pull('aiu-no-such-model')) expect(status).toMatch(/./)
    })
  })
})
