import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asked, textOf } from './support/asked.ts'
import { forThisTest } from './support/for-this-test.ts'
import { randomModel } from './support/random-model.ts'
import { scriptedModel } from './support/scripted-model.ts'
import { temporary } from './support/temporary.ts'
import { withModel } from './support/with-model.ts'

const random = randomModel()
const one = withModel(random, { contextSize: 512 })
const two = withModel(random, { contextSize: 512, parallel: 2 })

const questions = ['one', 'two', 'three', 'four', 'five', 'six']

test('calls at the same time are answered each for itself, in the order of asking', async () => {
  const alone: string[] = []
  for (const word of questions) alone.push(textOf(await one.chat(asked(word, { maxTokens: 40, seed: 1 }))))
  expect(new Set(alone).size).toBe(questions.length)

  const order: string[] = []
  const together = await Promise.all(
    questions.map(async (word) => {
      const result = await one.chat(asked(word, { maxTokens: 40, seed: 1 }))
      order.push(word)
      return textOf(result)
    }),
  )
  expect(together).toEqual(alone)
  expect(order).toEqual(questions)
})

test('two places answer two at a time', async () => {
  const reading: string[] = []
  const overlap = new Set<number>()
  await Promise.all(
    questions.map(async (word) => {
      for await (const event of two.stream(asked(word, { maxTokens: 60 }))) {
        if (event.type === 'start') reading.push(word)
        overlap.add(reading.length)
        if (event.type === 'finish') reading.splice(reading.indexOf(word), 1)
      }
    }),
  )
  expect(Math.max(...overlap)).toBe(2)
})

test('embeddings stand in the same line', async () => {
  const [answer, { embeddings }] = await Promise.all([
    one.chat(asked('one', { maxTokens: 20 })),
    one.embed({ input: ['a', 'b'] }),
  ])
  expect(answer.usage?.outputTokens).toBe(20)
  expect(embeddings).toHaveLength(2)
})

test('a request may name another model; one is in memory at a time, and all are answered', async () => {
  const modelsDir = temporary()
  writeFileSync(join(modelsDir, 'red.gguf'), scriptedModel(['red']))
  writeFileSync(join(modelsDir, 'blue.gguf'), scriptedModel(['blue']))
  copyFileSync(join(modelsDir, 'blue.gguf'), join(modelsDir, 'navy.gguf'))
  const provider = forThisTest({ model: 'red', modelsDir })
  const asks = [undefined, 'blue', 'red', 'navy.gguf', join(modelsDir, 'blue.gguf')]
  const results = await Promise.all(asks.map((model) => provider.chat(asked('Hi', { model }))))
  expect(results.map((result) => [result.model, textOf(result)])).toEqual([
    ['red', 'red'],
    ['blue', 'blue'],
    ['red', 'red'],
    ['navy', 'blue'],
    ['blue', 'blue'],
  ])
  await expect(provider.chat(asked('Hi', { model: 'green' }))).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('"green"'),
  })
})
