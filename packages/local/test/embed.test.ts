import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { local } from '../src/index.ts'
import { randomModel } from './support/random-model.ts'
import { temporary } from './support/temporary.ts'
import { withModel } from './support/with-model.ts'

const provider = withModel(randomModel(), { contextSize: 256 })
const dot = (a: readonly number[] = [], b: readonly number[] = []) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

describe('embeddings', () => {
  test('are one vector of length 1 for each input, in its order', async () => {
    const input = ['hello world', 'one two three', 'hello world']
    const { embeddings, model } = await provider.embed({ input })
    const [a, b, c] = embeddings
    expect(model).toBe('tiny')
    expect(embeddings.map((vector) => vector.length)).toEqual([64, 64, 64])
    for (const vector of embeddings) expect(dot(vector, vector)).toBeCloseTo(1, 6)
    expect(dot(a, c)).toBeCloseTo(1, 5)
    expect(dot(a, b)).toBeLessThan(0.999)
    expect((await provider.embed({ input: ['one two three'] })).embeddings[0]).toEqual(b)
  })

  test('count their tokens', async () => {
    const tokens = async (text: string) => (await provider.embed({ input: [text] })).usage?.inputTokens ?? 0
    expect((await tokens('abc xyz')) - (await tokens('abc'))).toBe(' xyz'.length)
    expect((await provider.embed({ input: ['abc', 'abc'] })).usage).toEqual({
      inputTokens: 2 * (await tokens('abc')),
      totalTokens: 2 * (await tokens('abc')),
      source: 'counted',
    })
  })

  test('refuse what cannot be embedded', async () => {
    await expect(provider.embed({ input: ['a', ''] })).rejects.toMatchObject({
      code: 'bad-request',
      message: 'Input 1 is empty.',
    })
    await expect(provider.embed({ input: ['x'.repeat(400)] })).rejects.toMatchObject({ code: 'bad-request' })
    await expect(provider.embed({ input: ['a'], dimensions: 12 })).rejects.toMatchObject({
      code: 'unsupported',
    })
    expect((await provider.embed({ input: ['a'], dimensions: 64 })).embeddings).toHaveLength(1)
  })

  test('stop at the signal', async () => {
    const abort = new AbortController()
    const reason = new Error('enough')
    const answer = provider.embed({ input: Array(5000).fill('hello world'), signal: abort.signal })
    setTimeout(() => abort.abort(reason), 20)
    await expect(answer).rejects.toBe(reason)
    expect((await provider.embed({ input: ['a'] })).embeddings).toHaveLength(1)
  })
})

describe('the list of models', () => {
  test('has the files of the folder, with the context their heads tell', async () => {
    const modelsDir = temporary()
    writeFileSync(join(modelsDir, 'b.gguf'), randomModel())
    writeFileSync(join(modelsDir, 'a.GGUF'), 'broken')
    writeFileSync(join(modelsDir, 'big-00001-of-00002.gguf'), 'part')
    writeFileSync(join(modelsDir, 'big-00002-of-00002.gguf'), 'part')
    writeFileSync(join(modelsDir, 'notes.txt'), '')
    const { models } = await local({ modelsDir, env: {} }).listModels({})
    expect(models).toEqual([
      { id: 'a', contextLength: undefined },
      { id: 'b', contextLength: 2048 },
      { id: 'big-00001-of-00002', contextLength: undefined },
    ])
  })

  test('has the named model, wherever it is, and is empty without a folder', async () => {
    const model = join(temporary(), 'named.gguf')
    writeFileSync(model, randomModel())
    const modelsDir = join(temporary(), 'absent')
    expect((await local({ model, modelsDir, env: {} }).listModels({})).models).toEqual([
      { id: 'named', contextLength: 2048 },
    ])
    expect((await local({ modelsDir, env: {} }).listModels({})).models).toEqual([])
  })
})
