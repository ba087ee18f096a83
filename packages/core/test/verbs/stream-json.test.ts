import { createClient, isAiuError, streamJson } from '@aiu/core'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { streaming, textEvents } from '../support/answers.ts'

const Invoice = z.object({ total: z.number(), lines: z.array(z.string()) })
const pieces = ['Sure: {"li', 'nes": ["pa', 'per", "i', 'nk"], "to', 'tal": 1', '2}', ' Done.']

test('the value as it grows, then the whole', async () => {
  const run = streamJson(streaming(textEvents(...pieces)), 'Read this.', Invoice)
  const seen: unknown[] = []
  for await (const invoice of run) seen.push(invoice)
  expect(seen).toEqual([
    {},
    { lines: ['pa'] },
    { lines: ['paper', 'i'] },
    { lines: ['paper', 'ink'] },
    { lines: ['paper', 'ink'], total: 12 },
  ])
  const { value, text } = await run.response
  expect(value).toEqual({ total: 12, lines: ['paper', 'ink'] })
  expect(text).toBe(pieces.join(''))
})

test('the model is told the schema', async () => {
  const provider = streaming(textEvents(...pieces))
  await createClient(provider).streamJson('Read this.', Invoice, { schemaName: 'invoice' }).response
  expect(provider.requests[0]).toMatchObject({
    output: { mode: 'schema', name: 'invoice', strict: true, schema: { type: 'object' } },
  })
})

test('response alone reads on', async () => {
  const { value } = await streamJson(streaming(textEvents(...pieces)), 'Read this.', Invoice).response
  expect(value.total).toBe(12)
})

test('an answer that does not fit is shown as it grew, and rejects', async () => {
  const run = streamJson(streaming(textEvents('{"total": "t', 'welve"}')), 'Read this.', Invoice)
  const seen: unknown[] = []
  for await (const invoice of run) seen.push(invoice)
  expect(seen).toEqual([{ total: 't' }, { total: 'twelve' }])
  const error = await run.response.catch((cause: unknown) => cause)
  expect(isAiuError(error, 'invalid-output')).toBe(true)
  expect(error).toMatchObject({
    text: '{"total": "twelve"}',
    issues: expect.any(Array),
    attempts: [{ outcome: 'done' }],
  })
})

test('a stream that is cut rejects, with what had come', async () => {
  const run = streamJson(streaming(textEvents(...pieces).slice(0, 3)), 'Read this.', Invoice)
  const seen: unknown[] = []
  const reading = (async () => {
    for await (const invoice of run) seen.push(invoice)
  })()
  await expect(reading).rejects.toMatchObject({
    code: 'interrupted',
    partial: { text: 'Sure: {"lines": ["pa' },
  })
  expect(seen.at(-1)).toEqual({ lines: ['pa'] })
})

test('leaving the loop ends the call', async () => {
  const run = streamJson(streaming(textEvents(...pieces)), 'Read this.', Invoice)
  for await (const _ of run) break
  await expect(run.response).rejects.toMatchObject({ code: 'aborted' })
})

test('types: what is written may be partial, the value is what the schema gives out', () => {
  const Length = z.object({ text: z.string().transform((text) => text.length) })
  const run = () => streamJson(streaming([]), 'x', Length)
  type Run = ReturnType<typeof run>
  type Piece = Run extends AsyncIterable<infer P> ? P : never
  expectTypeOf<Piece>().toEqualTypeOf<{ readonly text?: string }>()
  expectTypeOf<Awaited<Run['response']>['value']>().toEqualTypeOf<{ text: number }>()
})
