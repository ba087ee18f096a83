import { obeyQuirks } from '@aiu/openai-compatible/wire'
import { expect, test } from 'vitest'

const schema = { type: 'object', properties: { total: { type: 'number' } } }
const question = { role: 'user', content: 'Read.' }
const body = {
  model: 'm',
  messages: [question],
  max_tokens: 9,
  seed: 1,
  response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
}
const told = expect.stringContaining(JSON.stringify(schema))

test('no quirk changes nothing', () => {
  expect(obeyQuirks({})(body)).toEqual(body)
})

test('what a server does not take is left out, the output limit goes by its name', () => {
  const { max_tokens: _, seed: __, ...rest } = body
  expect(obeyQuirks({ omit: ['seed'], maxTokensAs: 'max_completion_tokens' })(body)).toEqual({
    ...rest,
    max_completion_tokens: 9,
  })
})

test.for([
  ['object', { type: 'json_object' }],
  ['prompt', undefined],
] as const)('schema mode %s puts the schema into the prompt', ([schemaMode, format]) => {
  const adapted = obeyQuirks({ schemaMode })(body)
  expect(adapted.messages).toEqual([{ role: 'system', content: told }, question])
  expect(adapted.response_format).toEqual(format)
  expect(body.messages).toEqual([question])
})

test('JSON mode without a schema stays as it is', () => {
  const plain = { ...body, response_format: { type: 'json_object' } }
  expect(obeyQuirks({ schemaMode: 'prompt' })(plain)).toEqual(plain)
})

test('a limit that the caller gives by its own name stays', () => {
  const adapt = obeyQuirks({ maxTokensAs: 'max_completion_tokens' })
  expect(adapt({ model: 'm', max_tokens: undefined, max_completion_tokens: 7 })).toMatchObject({
    max_completion_tokens: 7,
  })
})
