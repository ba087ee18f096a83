import type { StandardSchemaV1 } from '@aiu/core'

export interface CityValue {
  readonly city: string
  readonly people: number
}

const validate = (value: unknown) =>
  typeof (value as CityValue | undefined)?.people === 'number'
    ? { value: value as CityValue }
    : { issues: [{ message: 'no people' }] }

/** A schema that strict modes take. */
export const City = {
  schema: { '~standard': { version: 1, vendor: 'test', validate } } as StandardSchemaV1<unknown, CityValue>,
  jsonSchema: {
    type: 'object',
    properties: { city: { type: 'string' }, people: { type: 'number' } },
    required: ['city', 'people'],
  },
}

export const OSLO: CityValue = { city: 'Oslo', people: 5 }
