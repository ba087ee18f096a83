import { askJson, isAiuError, type StandardSchemaV1 } from '@aiu/core'
import type { WireAnswer } from '../../wire/wire-kit.ts'
import { must, same, show } from '../rule.ts'
import { QUESTION } from './bench.ts'
import { bodiesOf, carried, unsupported } from './carried.ts'
import type { Check } from './check.ts'

const VALUE = { city_kx7: 'Oslo' }
const JSON_SCHEMA = {
  type: 'object',
  properties: { city_kx7: { type: 'string', description: 'its-name-kx7' } },
  required: ['city_kx7'],
  additionalProperties: false,
}
const SCHEMA: StandardSchemaV1<unknown, typeof VALUE> = {
  '~standard': {
    version: 1,
    vendor: 'kx7',
    validate: (value) =>
      (value as typeof VALUE | undefined)?.city_kx7 === 'Oslo'
        ? { value: VALUE }
        : { issues: [{ message: 'no city' }] },
  },
}
const SAID: WireAnswer = { text: ['{"city_kx7":', '"Oslo"}'], finishReason: 'stop' }

/** Answers that have a form. */
export const outputChecks: readonly Check[] = [
  {
    name: 'an answer that fits a schema',
    wants: 'the whole schema to reach the server, and its JSON to come back; or `unsupported` before sending',
    because: 'a model that is not told the schema guesses it',
    async run(bench) {
      bench.server.say(SAID)
      const provider = await bench.good()
      const output = { mode: 'schema', name: 'place_kx7', schema: JSON_SCHEMA }
      const verdict = await carried(bench, provider, {
        what: 'The schema',
        options: { output },
        arrived: ({ text }) => text.includes('city_kx7') && text.includes('its-name-kx7'),
      })
      const schema = { schema: SCHEMA, jsonSchema: JSON_SCHEMA }
      try {
        const { value } = await askJson(provider, QUESTION, schema)
        must(same(value, VALUE), () => `The value is ${show(value)}.`)
        must(verdict === 'yes', 'askJson got a value of a schema that is refused elsewhere.')
      } catch (error) {
        if (verdict === 'yes' || !isAiuError(error)) throw error
        unsupported(error)
      }
      bench.prove('JSON schema', verdict)
    },
  },
  {
    name: 'an answer that is any JSON object',
    wants: 'the mode to change what is sent; or `unsupported` before sending',
    because: 'what comes without it is prose around JSON, or none',
    async run(bench) {
      bench.server.say(SAID)
      const provider = await bench.good()
      const plain = await bodiesOf(bench, provider, {})
      const verdict = await carried(bench, provider, {
        what: 'The mode',
        options: { output: { mode: 'object' } },
        arrived: ({ text }) => !plain.includes(text),
      })
      bench.prove('JSON object', verdict)
    },
  },
]
