import { askJson, type JsonAnswer, type Provider, type SchemaPair, tool } from '@aiu/core'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'

declare const provider: Provider
declare const pair: SchemaPair<{ readonly total: number }>
const City = v.object({ city: v.string() })

test('the value is what comes out of the schema', async () => {
  expectTypeOf(askJson(provider, 'q', z.object({ total: z.number() }))).resolves.toEqualTypeOf<
    JsonAnswer<{ total: number }>
  >()
  expectTypeOf((await askJson(provider, 'q', type({ total: 'number' }))).value).toEqualTypeOf<{
    total: number
  }>()
  expectTypeOf((await askJson(provider, 'q', toStandardJsonSchema(City))).value).toEqualTypeOf<{
    city: string
  }>()
  expectTypeOf((await askJson(provider, 'q', pair)).value).toEqualTypeOf<{ readonly total: number }>()
  expectTypeOf(
    (await askJson(provider, 'q', { schema: City, jsonSchema: { type: 'object' } })).value,
  ).toEqualTypeOf<{ city: string }>()
})

test('transformations give their output’s type', async () => {
  const Length = z.object({ a: z.string().transform((text) => text.length) })
  expectTypeOf((await askJson(provider, 'q', Length)).value).toEqualTypeOf<{ a: number }>()
})

test('a schema that cannot say itself does not compile', () => {
  // @ts-expect-error to be converted first
  void askJson(provider, 'q', City)
  // @ts-expect-error no schema
  void askJson(provider, 'q', { type: 'object' })
  // @ts-expect-error no such option
  void askJson(provider, 'q', z.number(), { maxRepair: 1 })
})

test('a tool’s input is what comes out of its schema', () => {
  tool({
    name: 'weather',
    input: toStandardJsonSchema(City),
    run: ({ city }, { signal, call }) => {
      expectTypeOf(city).toEqualTypeOf<string>()
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
      expectTypeOf(call.arguments).toEqualTypeOf<string>()
    },
  })
  // @ts-expect-error to be converted first
  tool({ name: 'weather', input: City, run: () => 1 })
})
