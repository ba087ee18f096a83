import {
  AiuError,
  type Attempt,
  ask,
  askJson,
  type ChatRequest,
  type ChatResult,
  type Layer,
  type SchemaPair,
  wrap,
} from '@aiu/core'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { answering, textResult } from '../support/answers.ts'
import { failing } from '../support/failing.ts'

const Invoice = z.object({ total: z.number(), currency: z.string() })
const good = '{"total":12.5,"currency":"EUR"}'
const told = { total: 12.5, currency: 'EUR' }
const usage = (inputTokens: number) => ({ inputTokens, outputTokens: 1, source: 'provider' }) as const
/** Answers one after another. */
const script = (...answers: readonly (string | ChatResult | Error)[]) =>
  answering((_, index) => {
    const answer = answers[index]
    if (answer === undefined) throw new Error(`call ${index + 1} was not expected`)
    if (answer instanceof Error) throw answer
    return answer
  })

describe('schemas of all makes', () => {
  const pair: SchemaPair<{ total: number; currency: string }> = {
    schema: {
      '~standard': {
        version: 1,
        vendor: 'hand',
        validate: (value) =>
          typeof (value as typeof told)?.total === 'number'
            ? { value: value as typeof told }
            : { issues: [{ message: 'total is no number' }] },
      },
    },
    jsonSchema: {
      type: 'object',
      properties: { total: { type: 'number' }, currency: { type: 'string' } },
      required: ['total', 'currency'],
    },
  }
  const schemas = [
    ['zod', Invoice],
    ['arktype', type({ total: 'number', currency: 'string' })],
    ['valibot, converted', toStandardJsonSchema(v.object({ total: v.number(), currency: v.string() }))],
    ['a pair', pair],
    [
      'a pair of a valibot schema',
      { schema: v.object({ total: v.number(), currency: v.string() }), jsonSchema: pair.jsonSchema },
    ],
  ] as const

  test.each(schemas)('%s', async (_, schema) => {
    const provider = answering(good)
    const { value, text, finishReason } = await askJson(provider, 'Read it.', schema as typeof Invoice)
    expect([value, text, finishReason]).toEqual([told, good, 'stop'])
    const { output } = provider.requests[0] as ChatRequest
    expect(output).toMatchObject({ mode: 'schema', strict: true })
    expect(output?.schema).toMatchObject({
      type: 'object',
      properties: { total: { type: 'number' }, currency: { type: 'string' } },
      additionalProperties: false,
    })
    expect(new Set(output?.schema?.required as string[])).toEqual(new Set(['total', 'currency']))
    expect(output?.schema).not.toHaveProperty('$schema')
  })

  test.each(schemas)('%s: what it finds wrong is told to the model', async (_, schema) => {
    const provider = script('{"total":"much","currency":"EUR"}', good)
    expect((await askJson(provider, 'Read it.', schema as typeof Invoice)).value).toEqual(told)
    expect(provider.requests[1]?.messages.at(-1)?.content).toContain('total')
  })

  test('transformations give their output', async () => {
    const Length = z.object({ a: z.string().transform((text) => text.length) })
    expect((await askJson(answering('{"a":"four"}'), 'q', Length)).value).toEqual({ a: 4 })
    const Later = z.object({ a: z.string().transform(async (text) => text.length) })
    expect((await askJson(answering('{"a":"four"}'), 'q', Later)).value).toEqual({ a: 4 })
  })

  test('a name for the vendor', async () => {
    const provider = answering(good)
    await askJson(provider, 'q', Invoice, { schemaName: 'invoice' })
    expect(provider.requests[0]?.output?.name).toBe('invoice')
  })

  test.each([
    ['none', undefined],
    ['null', null],
    ['what is no schema', {}],
    ['a schema that cannot say itself', v.object({ a: v.string() })],
    ['half a pair', { schema: v.object({ a: v.string() }) }],
    ['one with a type that JSON has not', z.object({ a: z.bigint() })],
  ])('%s is refused before anything is sent', async (_, schema) => {
    const provider = answering(good)
    const error = await failing(askJson(provider, 'q', schema as never))
    expect(error.code).toBe('invalid-request')
    expect(error.hint).toContain('toStandardJsonSchema')
    expect(provider.requests).toHaveLength(0)
  })
})

describe('the schema as it is sent', () => {
  const sent = async (schema: SchemaPair['jsonSchema']) => {
    const provider = answering('{}')
    await askJson(provider, 'q', { schema: z.any(), jsonSchema: schema })
    return provider.requests[0]?.output
  }
  const text = { type: 'string' } as const

  test('every object is closed, at every depth', async () => {
    const open = { type: 'object', properties: { a: text }, required: ['a'] } as const
    const closed = { ...open, additionalProperties: false }
    const given = {
      $schema: 'x',
      type: 'object',
      properties: {
        list: { type: 'array', items: open },
        either: { anyOf: [open, { type: 'null' }] },
        $ref: open,
      },
      required: ['list', 'either', '$ref'],
      $defs: { one: open },
    }
    expect(await sent(given)).toMatchObject({
      strict: true,
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { list: { items: closed }, either: { anyOf: [closed, { type: 'null' }] }, $ref: closed },
        $defs: { one: closed },
      },
    })
    expect(given.$schema).toBe('x')
    expect(given.properties.list.items).not.toHaveProperty('additionalProperties')
  })

  test('properties may be named like keywords', async () => {
    const inner = { type: 'object', properties: { a: text }, required: ['a'] }
    const names = ['default', 'enum', 'const', 'examples', 'properties', 'type', 'required', 'allOf']
    const output = await sent({
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, inner])),
      required: names,
    })
    expect(output?.strict).toBe(true)
    const properties = output?.schema?.properties as Record<string, unknown>
    expect(Object.keys(properties)).toEqual(names)
    for (const name of names) expect(properties[name]).toEqual({ ...inner, additionalProperties: false })
  })

  test('values stay as they are', async () => {
    const value = { type: 'object', properties: { a: 1 } }
    const output = await sent({
      type: 'object',
      properties: { a: { const: value }, b: { enum: [value] }, c: { default: value, examples: [value] } },
      required: ['a', 'b', 'c'],
    })
    expect(JSON.stringify(output?.schema).match(/additionalProperties/g)).toHaveLength(1)
  })

  test.each([
    ['a property is optional', { type: 'object', properties: { a: text, b: text }, required: ['a'] }],
    ['nothing is required', { type: 'object', properties: { a: text } }],
    [
      'an inner one is optional',
      { type: 'object', properties: { a: { type: 'object', properties: { b: text } } }, required: ['a'] },
    ],
    ['any property may come', { type: 'object', additionalProperties: text }],
    ['it is meant to be open', { type: 'object', properties: {}, additionalProperties: true }],
    ['an object says nothing of its properties', { type: 'object' }],
    ['parts must all fit', { allOf: [{ type: 'object', properties: { a: text }, required: ['a'] }] }],
    ['an object or nothing, of which one is optional', { type: ['object', 'null'], properties: { a: text } }],
  ])('not strict where %s', async (_, schema) => {
    expect(await sent(schema)).toMatchObject({ mode: 'schema', strict: false })
  })

  test('parts that must all fit are not closed: nothing would fit them', async () => {
    const parts = ['a', 'b'].map((name) => ({
      type: 'object',
      properties: { [name]: text },
      required: [name],
    }))
    expect((await sent({ allOf: parts }))?.schema).toEqual({ allOf: parts })
  })

  test('what is open on purpose stays open', async () => {
    const schema = { type: 'object', properties: { a: text }, required: ['a'], additionalProperties: text }
    expect((await sent(schema))?.schema).toEqual(schema)
  })
})

describe('reading the answer', () => {
  test.each([
    ['plain', good],
    ['in a fence', `Here it is:\n\`\`\`json\n${good}\n\`\`\`\nAnything else?`],
    ['among prose', `The invoice is ${good}, as asked.`],
    ['after thoughts', `<think>Is it {"total":1}?</think>${good}`],
    ['with commas too many', '{"total":12.5,"currency":"EUR",}'],
  ])('%s', async (_, text) => {
    const provider = script(text)
    expect((await askJson(provider, 'q', Invoice)).value).toEqual(told)
  })

  test.each([
    ['a number', z.number(), '42', 42],
    ['a word', z.enum(['yes', 'no']), '"yes"', 'yes'],
    ['a list', z.array(z.number()), '[1, 2]', [1, 2]],
    ['nothing', z.null(), 'null', null],
  ] as const)('%s', async (_, schema, text, value) => {
    expect((await askJson(answering(text), 'q', schema as z.ZodType)).value).toEqual(value)
  })
})

describe('what does not fit', () => {
  test('is asked for again, once, with the issues', async () => {
    const provider = script('{"total":"12"}', good)
    const history = [{ role: 'user', content: 'Read it.' }] as const
    const { value, attempts } = await askJson(provider, history, Invoice, { system: 'Be exact.' })
    expect([value, attempts.length, history.length]).toEqual([told, 2, 1])
    const messages = provider.requests[1]?.messages ?? []
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(messages[2]).toEqual({ role: 'assistant', content: [{ type: 'text', text: '{"total":"12"}' }] })
    expect(messages[3]?.content).toMatch(/total: .*number[\s\S]*currency: /)
    expect(provider.requests[1]?.output).toEqual(provider.requests[0]?.output)
  })

  test('still: invalid-output, with the text, the issues and the attempts of all askings', async () => {
    const provider = script('no JSON at all', '{"total":1}')
    const error = await failing(askJson(provider, 'q', Invoice))
    expect(error).toMatchObject({
      code: 'invalid-output',
      name: 'InvalidOutputError',
      provider: 'fake',
      model: 'model-0',
      text: '{"total":1}',
      issues: [{ path: ['currency'] }],
      attempts: [{ outcome: 'done' }, { outcome: 'done' }],
    })
    expect(error.message).toContain('currency')
    expect(provider.requests[1]?.messages.at(-1)?.content).toContain('not JSON')
  })

  test('maxRepairs: 0 asks once; 2 asks three times', async () => {
    const once = answering('no')
    expect(await failing(askJson(once, 'q', Invoice, { maxRepairs: 0 }))).toMatchObject({ text: 'no' })
    const thrice = script('no', 'no', good)
    expect((await askJson(thrice, 'q', Invoice, { maxRepairs: 2 })).value).toEqual(told)
    expect([once.requests.length, thrice.requests.length]).toEqual([1, 3])
    expect(once.requests[0]).not.toHaveProperty('maxRepairs')
  })

  test.each([[-1], [Number.NaN]])('maxRepairs: %d is refused', async (maxRepairs) => {
    const provider = answering(good)
    expect((await failing(askJson(provider, 'q', Invoice, { maxRepairs }))).code).toBe('invalid-request')
    expect(provider.requests).toHaveLength(0)
  })

  test('a refusal is told, and not asked again', async () => {
    const provider = script({ parts: [{ type: 'refusal', text: 'I cannot.' }], finishReason: 'stop' })
    const error = await failing(askJson(provider, 'q', Invoice))
    expect(error).toMatchObject({ code: 'invalid-output', attempts: [{ outcome: 'done' }] })
    expect(error.message).toContain('I cannot.')
  })

  test('an answer cut at its limit is told as that', async () => {
    const error = await failing(
      askJson(answering(textResult('{"total":1', { finishReason: 'length' })), 'q', Invoice, {
        maxTokens: 5,
      }),
    )
    expect(error.message).toContain('cut at its token limit')
    expect(error.hint).toContain('maxTokens')
    const other = await failing(askJson(answering('no'), 'q', Invoice))
    expect(other.message).not.toContain('limit')
    expect(other.hint).not.toContain('maxTokens')
  })

  test('a transformation that throws finds fault with the answer', async () => {
    const Url = z.object({ a: z.string().transform((text) => new URL(text).host) })
    const provider = script('{"a":"nowhere"}', '{"a":"http://a.test"}')
    expect((await askJson(provider, 'q', Url)).value).toEqual({ a: 'a.test' })
    expect(await failing(askJson(answering('{"a":"nowhere"}'), 'q', Url))).toMatchObject({
      code: 'invalid-output',
      issues: [{ message: expect.stringContaining('URL') }],
    })
  })
})

describe('what all askings used', () => {
  test('usage is summed; attempts are all told', async () => {
    const provider = script(textResult('no', { usage: usage(10) }), textResult(good, { usage: usage(30) }))
    const told: Attempt[] = []
    const response = await askJson(provider, 'q', Invoice, { onAttempt: (attempt) => told.push(attempt) })
    expect(response.usage).toEqual({ inputTokens: 40, outputTokens: 2, source: 'provider' })
    expect(response.attempts).toEqual(told)
    expect(response.attempts.map((attempt) => attempt.usage?.inputTokens)).toEqual([10, 30])
  })

  test('a figure nobody told stays unknown; an estimate makes the sum one', async () => {
    const provider = script(
      textResult('no', { usage: { inputTokens: 1, reasoningTokens: 2, source: 'estimated' } }),
      textResult(good, { usage: { inputTokens: 2, outputTokens: 3, source: 'provider' } }),
    )
    expect((await askJson(provider, 'q', Invoice)).usage).toEqual({
      inputTokens: 3,
      outputTokens: 3,
      reasoningTokens: 2,
      source: 'estimated',
    })
    const silent = script(textResult('no', { usage: undefined }), textResult(good, { usage: undefined }))
    expect((await askJson(silent, 'q', Invoice)).usage).toBeUndefined()
  })

  test('cost is summed, and unknown where a part of it is', async () => {
    const costing = (amount?: number, currency = 'USD') =>
      amount === undefined
        ? undefined
        : { amount, currency, source: 'table', lines: [{ what: 'input', units: 1, amount }] }
    const priced = async (...costs: readonly ReturnType<typeof costing>[]) =>
      (
        await askJson(
          script(...costs.map((cost, at) => textResult(at + 1 < costs.length ? 'no' : good, { cost }))),
          'q',
          Invoice,
          { maxRepairs: 2 },
        )
      ).cost
    expect(await priced(costing(0.25), costing(0.5))).toEqual({
      amount: 0.75,
      currency: 'USD',
      source: 'table',
      lines: [
        { what: 'input', units: 1, amount: 0.25 },
        { what: 'input', units: 1, amount: 0.5 },
      ],
    })
    expect(await priced(costing(0.25))).toMatchObject({ amount: 0.25 })
    expect(await priced(costing(0.25), costing(0.5, 'EUR'))).toBeUndefined()
    expect(await priced(costing(0.25), costing(), costing(0.5))).toBeUndefined()
  })

  test('all askings are one call, and say which of them are asked again', async () => {
    const seen: ChatRequest[] = []
    const provider = answering((request, index) => {
      seen.push(request)
      return index ? good : 'no'
    })
    await askJson(provider, 'q', Invoice)
    expect(seen.map(({ again }) => again)).toEqual([undefined, 're-asked'])
    expect(seen[0]?.callId).toMatch(/^[\d-]{20,}$/)
    expect(seen[1]?.callId).toBe(seen[0]?.callId)
    await askJson(provider, 'q', Invoice, { callId: 'mine' })
    expect(seen[2]?.callId).toBe('mine')
  })

  test('a second asking that fails still tells of the first', async () => {
    const error = await failing(askJson(script('no', new AiuError('server', 'Down.')), 'q', Invoice))
    expect(error).toMatchObject({ code: 'server', attempts: [{ outcome: 'done' }, { outcome: 'failed' }] })
  })
})

describe('accept', () => {
  test('tells layers whether an answer is worth keeping', async () => {
    const verdicts: unknown[] = []
    const layer: Layer = {
      name: 'keep',
      async chat(request, next) {
        const response = await next(request)
        verdicts.push(await request.accept?.(response))
        return response
      },
    }
    const provider = script('no', '{"total":1}', good)
    await askJson(wrap(provider, layer), 'q', Invoice, { maxRepairs: 2 })
    expect(verdicts).toEqual([false, false, true])
    await ask(wrap(answering('x'), layer), 'q')
    expect(verdicts.at(-1)).toBeUndefined()
  })
})
