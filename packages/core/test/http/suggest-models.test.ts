import { AiuError } from '@aiu/core'
import { suggestModels } from '@aiu/core/http'
import { expect, test } from 'vitest'

const missing = new AiuError(
  'not-found',
  'x answered with an error (HTTP 404): The model `gpt-5-mni` does not exist',
  {
    status: 404,
    vendorCode: 'model_not_found',
  },
)
const hintOf = async (model: string | undefined, ids: readonly string[], error: unknown = missing) =>
  suggestModels(error, model, async () => ({ models: ids.map((id) => ({ id })) })).catch(
    (cause: unknown) => cause,
  )

test('the nearest names stand in the hint, the rest of the error as it was', async () => {
  const error = (await hintOf('gpt-5-mni', [
    'whisper-1',
    'gpt-5',
    'gpt-5-mini',
    'gpt-5-nano',
    'o9',
  ])) as AiuError
  expect(error.hint).toBe('Check the model and the base URL. Near names: gpt-5-mini, gpt-5-nano, gpt-5.')
  expect(error).toMatchObject({
    code: 'not-found',
    message: missing.message,
    status: 404,
    vendorCode: 'model_not_found',
  })
})

test('a name without its maker or its tag is near', async () => {
  expect(((await hintOf('gpt-oss-20b', ['openai/gpt-oss-20b'])) as AiuError).hint).toContain(
    'openai/gpt-oss-20b',
  )
  expect(((await hintOf('llama3.2', ['llama3.2:latest', 'qwen3:8b'])) as AiuError).hint).toMatch(
    /: llama3.2:latest\.$/,
  )
  expect(((await hintOf('smolm2', ['smollm2:latest', 'qwen3:8b'])) as AiuError).hint).toMatch(
    /: smollm2:latest\.$/,
  )
})

test('nothing near, no list, no model, or another error: the error itself', async () => {
  expect(await hintOf('gpt-5-mni', ['whisper-1'])).toBe(missing)
  expect(await hintOf(undefined, ['gpt-5-mini'])).toBe(missing)
  const other = new AiuError('not-found', 'No such path')
  expect(await hintOf('gpt-5', ['gpt-5'], other)).toBe(other)
  const failed = suggestModels(missing, 'gpt-5', () => Promise.reject(new Error('down')))
  await expect(failed).rejects.toBe(missing)
})
