import { ask, listModels } from '@aiu/core'
import { groq } from '@aiu/groq'
import { expect, test } from 'vitest'
import { failing } from './support/failing.ts'
import { KEY } from './support/key.ts'
import { serving } from './support/serving.ts'

test.each([
  [undefined, 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com', 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com/', 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com/openai/v1/', 'https://api.groq.com/openai/v1'],
  ['https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/openai/v1'],
  ['https://proxy.test/groq', 'https://proxy.test/groq/openai/v1'],
  ['https://proxy.test/groq/openai/v1', 'https://proxy.test/groq/openai/v1'],
])('%s is %s', (given, baseURL) => expect(groq({ baseURL: given }).baseURL).toBe(baseURL))

test.each(['', '/openai/v1', '/proxy', '/proxy/openai/v1/'])('"%s" after the host is asked', async (path) => {
  await using groqs = await serving()
  const provider = groq({ apiKey: KEY, baseURL: groqs.server.origin + path })
  await ask(provider, 'q')
  const prefix = path.startsWith('/proxy') ? '/proxy' : ''
  expect(groqs.last.path).toBe(`${prefix}/openai/v1/chat/completions`)
  await listModels(provider)
  expect(groqs.last.path).toBe(`${prefix}/openai/v1/models`)
})

test.each([
  ['no address', { baseURL: 'api.groq.com' }, 'not an http address'],
  ['another protocol', { baseURL: 'ftp://api.groq.com' }, 'not an http address'],
  ['an empty one', { baseURL: '' }, 'not an http address'],
  ['a password', { baseURL: `https://me:${KEY}@api.groq.com` }, 'password'],
  ['a query', { baseURL: 'https://api.groq.com?key=1' }, 'query'],
  ['a line break in the key', { apiKey: `${KEY}\nx: 1` }, 'apiKey has a line break'],
  ['a line break in a header', { headers: { 'x-a': 'b\r\nc: d' } }, 'x-a has a line break'],
  ['an odd header name', { headers: { 'x a': 'b' } }, 'x a has a line break or an odd character'],
  ['a line break in the model', { model: 'm\nn' }, 'model name has a line break'],
  ['no room for a reply', { maxReplyBytes: 0 }, 'maxReplyBytes is 0'],
])('%s is refused when the provider is made', async (_, options, words) => {
  const error = await failing(() => groq(options))
  expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining(words) })
})
