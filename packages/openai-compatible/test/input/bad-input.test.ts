import { type AiuError, ask, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'
import { describe, expect, test } from 'vitest'
import { failing, KEY, outputsOf } from '../support/failing.ts'

/** A provider whose server must never hear of anything. */
function silent() {
  const requests: unknown[] = []
  const listening: typeof fetch = async (input) => {
    requests.push(input)
    throw new Error('a request was sent')
  }
  return {
    requests,
    provider: openaiCompatible({
      baseURL: 'http://server.test/v1',
      apiKey: KEY,
      model: 'm',
      fetch: listening,
    }),
  }
}

/** One clear error of this code from `ask` and `stream` alike, and nothing sent. */
async function refused(prompt: unknown, options: object = {}): Promise<AiuError> {
  const { provider, requests } = silent()
  const asked = await failing(async () => ask(provider, prompt as never, options))
  const streamed = await failing(async () => stream(provider, prompt as never, options).response)
  expect(requests).toEqual([])
  expect([asked.code, streamed.code]).toEqual(['invalid-request', 'invalid-request'])
  expect(streamed.message).toBe(asked.message)
  expect(asked.message).toMatch(/^\w.*\.$/s)
  return asked
}

const user = (content: unknown) => [{ role: 'user', content }]

describe('a prompt that cannot be asked', () => {
  test.each([
    ['an empty text', ''],
    ['only spaces', ' \n\t'],
    ['no messages', []],
    ['undefined', undefined],
    ['null', null],
    ['a number', 42],
    ['an object', { role: 'user', content: 'q' }],
    ['a list of texts', ['q']],
    ['a message without content', [{ role: 'user' }]],
    ['an empty user message', user('')],
    ['a user message without parts', user([])],
    ['an unknown part', user([{ type: 'smell', text: 'roses' }])],
    ['a wrong role', [{ role: 'bot', content: 'q' }]],
    ['a role in capitals', [{ role: 'User', content: 'q' }]],
    ['no role', [{ content: 'q' }]],
    ['a wrong role behind a good message', [...user('q'), { role: 'function', content: 'q' }]],
  ])('%s', async (_, prompt) => {
    await refused(prompt)
  })

  test('a part that cannot be mapped is not told as a lost connection', async () => {
    const { provider, requests } = silent()
    const prompt = user([{ type: 'image' }]) as never
    for (const attempt of [ask(provider, prompt), stream(provider, prompt).response]) {
      expect(['invalid-request', 'malformed']).toContain((await failing(attempt)).code)
    }
    expect(requests).toEqual([])
  })

  test('the wrong role is named', async () => {
    expect((await refused([{ role: 'bot', content: 'q' }])).message).toContain('bot')
  })
})

describe('an option out of range', () => {
  test.each([
    ['temperature', -0.1],
    ['temperature', 2.1],
    ['temperature', Number.NaN],
    ['temperature', Number.POSITIVE_INFINITY],
    ['temperature', 'hot'],
    ['topP', -1],
    ['topP', 1.5],
    ['topP', Number.NaN],
    ['maxTokens', 0],
    ['maxTokens', -1],
    ['maxTokens', Number.NaN],
    ['maxTokens', Number.POSITIVE_INFINITY],
    ['seed', Number.NaN],
    ['model', 'a\nb'],
  ])('%s: %j', async (name, value) => {
    expect((await refused('q', { [name]: value })).message).toMatch(new RegExp(name, 'i'))
  })

  test('null is as good as absent', async () => {
    const { provider, requests } = silent()
    await failing(ask(provider, 'q', { temperature: null, model: null } as never))
    expect(requests).toHaveLength(1)
  })
})

describe('a server that cannot be', () => {
  type Options = Parameters<typeof openaiCompatible>[0]
  const refusedOptions = (options: object): Promise<AiuError> =>
    failing(() => openaiCompatible({ baseURL: 'http://server.test/v1', ...options } as Options))

  test.each([
    ['relative, outside a page', '/api/ai'],
    ['no address', 'nope'],
    ['empty', ''],
    ['undefined', undefined],
    ['a number', 42],
    ['a host and a port alone', 'localhost:8080/v1'],
    ['without a host', 'http://'],
    ['a bad port', 'http://localhost:99999/v1'],
    ['ftp', 'ftp://server.test/v1'],
    ['file', 'file:///etc/passwd'],
    ['javascript', 'javascript:alert(1)'],
    ['a query', 'http://server.test/v1?key=1'],
    ['a fragment', 'http://server.test/v1#top'],
  ])('baseURL %s: %j', async (_, baseURL) => {
    const error = await refusedOptions({ baseURL })
    expect([error.code, error.name]).toEqual(['configuration', 'ProviderConfigurationError'])
    expect(error.message).toContain('baseURL')
  })

  test.each([
    'http://me:s3cret-pass@server.test/v1',
    'http://:s3cret-pass@server.test/v1',
    'ftp://me:s3cret-pass@server.test/v1',
    'http://me:s3cret-pass@server.test:99999/v1',
    'http://server.test/v1?key=s3cret-pass',
  ])('baseURL with credentials is refused, and they are not repeated: %s', async (baseURL) => {
    const error = await refusedOptions({ baseURL })
    expect(error.code).toBe('configuration')
    expect(outputsOf(error)).not.toContain('s3cret-pass')
  })

  test.each([
    ['a line break', 'sk-Qwxyz\nx'],
    ['a line break at its end', 'sk-Qwxyz\n'],
    ['a carriage return', 'sk-Qwxyz\r'],
    ['a zero', 'sk-\0Qwxyz'],
    ['a space around', ' sk-Qwxyz'],
    ['a letter that no header can have', 'sk-éQwxyz'],
  ])('apiKey with %s: %j', async (_, apiKey) => {
    const error = await refusedOptions({ apiKey })
    expect(error.code).toBe('configuration')
    expect(error.message).toMatch(/apiKey/)
    expect(outputsOf(error)).not.toContain('Qwxyz')
  })

  test.each([[-1], [0], [Number.NaN]])('maxReplyBytes %j', async (maxReplyBytes) => {
    const error = await refusedOptions({ maxReplyBytes })
    expect(error.code).toBe('configuration')
    expect(error.message).toContain('maxReplyBytes')
  })

  test('good ones are taken, a slash at the end or not', async () => {
    for (const baseURL of ['http://server.test/v1', 'https://server.test/v1/', 'http://[::1]:8080/v1//']) {
      expect(openaiCompatible({ baseURL }).baseURL).toBe(baseURL.replace(/\/+$/, ''))
    }
  })
})
