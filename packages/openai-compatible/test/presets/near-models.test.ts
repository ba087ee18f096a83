import { type AiuError, ask, stream } from '@aiu/core'
import { groq } from '@aiu/openai-compatible/presets'
import { replayServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'

const caught = (promise: Promise<unknown>): Promise<AiuError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  )

test('a model that is not there: the vendor’s words, and the nearest names there are, asked whole and as a stream', async () => {
  const body = JSON.stringify({
    error: { message: 'The model `gpt-oss-20` does not exist', code: 'model_not_found' },
  })
  await using server = await replayServer({
    routes: {
      'POST /openai/v1/chat/completions': { status: 404, body },
      'GET /openai/v1/models': {
        body: JSON.stringify({
          data: [{ id: 'whisper-1' }, { id: 'openai/gpt-oss-20b' }, { id: 'gpt-oss-120b' }],
        }),
      },
    },
  })
  const provider = groq({ baseURL: server.origin, apiKey: 'test', model: 'gpt-oss-20' })
  for (const asking of [ask(provider, 'hi'), stream(provider, 'hi').response]) {
    const error = await caught(asking)
    expect(error).toMatchObject({ code: 'not-found', status: 404, vendorCode: 'model_not_found' })
    expect(error.message).toContain('The model `gpt-oss-20` does not exist')
    expect(error.hint).toMatch(/Near names: .*gpt-oss-20b/)
  }
})
