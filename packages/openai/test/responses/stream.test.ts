import { ask, type ChatEvent, stream } from '@aiu/core'
import { describe, expect, test } from 'vitest'
import { failing } from '../support/failing.ts'
import { playing } from '../support/run-case.ts'

type Wire = { readonly type?: string; readonly [field: string]: unknown }

const played = (...events: (Wire | string)[]) =>
  playing('responses', {
    headers: { 'content-type': 'text/event-stream' },
    body: events
      .map((event) => (typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`))
      .join(''),
  })
const answer = (...events: (Wire | string)[]) => stream(played(...events), 'q').response
const failure = (...events: (Wire | string)[]) => failing(answer(...events))

const text = (delta: string): Wire => ({ type: 'response.output_text.delta', output_index: 0, delta })
const message = (said: string, more: object = {}) => ({
  type: 'message',
  content: [{ type: 'output_text', text: said, ...more }],
})
const done = (item: object, output_index = 0): Wire => ({
  type: 'response.output_item.done',
  output_index,
  item,
})
const added = (item: object, output_index = 0): Wire => ({
  type: 'response.output_item.added',
  output_index,
  item,
})
const end = (response: object = {}, type = 'completed'): Wire => ({
  type: `response.${type}`,
  response: { id: 'r', model: 'm-1', status: type, ...response },
})
const call = (more: object = {}) => ({
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'f',
  ...more,
})
const argument = (delta: string): Wire => ({
  type: 'response.function_call_arguments.delta',
  item_id: 'fc_1',
  output_index: 0,
  delta,
})

describe('text comes out once, wherever the server tells it', () => {
  test.each<[string, (Wire | string)[]]>([
    ['in deltas alone', [text('a'), text('b'), end()]],
    [
      'in deltas and at each end',
      [text('a'), text('b'), done(message('ab')), end({ output: [message('ab')] })],
    ],
    ['at the end of its item', [done(message('ab')), end({ output: [message('ab')] })]],
    ['at the end of its item alone', [done(message('ab')), end()]],
    ['at the very end', [end({ output: [message('ab')] })]],
    ['half in deltas, the rest at the very end', [text('a'), end({ output: [message('ab')] })]],
    ['half in deltas, the rest at the end of its item', [text('a'), done(message('ab')), end()]],
    ['as plain text in place of parts', [done({ type: 'message', content: 'ab' }), end()]],
    [
      'in two items, the second without deltas',
      [text('a'), done(message('a')), done(message('b'), 1), end({ output: [message('a'), message('b')] })],
    ],
    [
      'with other ids and places at the end',
      [
        { ...text('ab'), item_id: 'x', output_index: 7 },
        end({ output: [{ type: 'reasoning' }, { ...message('ab'), id: 'y' }] }),
      ],
    ],
  ])('%s', async (_, events) => {
    expect(await answer(...events)).toMatchObject({ text: 'ab', finishReason: 'stop' })
  })

  test('what was said cannot be taken back', async () => {
    expect((await answer(text('ax'), done(message('ab')), end({ output: [message('ab')] }))).text).toBe('ax')
  })
})

describe('reasoning', () => {
  const delta = (said: string): Wire => ({ type: 'response.reasoning_summary_text.delta', delta: said })
  const part = (summary_index: number): Wire => ({
    type: 'response.reasoning_summary_part.added',
    summary_index,
  })
  const thought = {
    type: 'reasoning',
    summary: [
      { type: 'summary_text', text: 'One.' },
      { type: 'summary_text', text: 'Two.' },
    ],
    encrypted_content: 'seal',
  }
  const parts = [
    { type: 'reasoning', text: 'One.\n\nTwo.', signature: 'seal' },
    { type: 'text', text: 'a' },
  ]

  test('summaries are paragraphs, sealed at their end; the same in a stream, without deltas, and whole', async () => {
    const streamed = await answer(
      added({ type: 'reasoning', encrypted_content: 'half a seal' }),
      part(0),
      delta('One.'),
      part(1),
      delta('Two.'),
      done(thought),
      text('a'),
      done(message('a'), 1),
      end({ output: [thought, message('a')] }),
    )
    expect(streamed.message.content).toEqual(parts)
    expect((await answer(done(thought), done(message('a'), 1), end())).parts).toEqual(parts)
    const body = JSON.stringify({ status: 'completed', output: [thought, message('a')] })
    expect((await ask(playing('responses', { body }), 'q')).parts).toEqual(parts)
  })

  test('the thoughts themselves, of servers that show them', async () => {
    const content = [{ type: 'reasoning_text', text: 'Hm.' }]
    const events = [
      { type: 'response.reasoning_text.delta', delta: 'Hm.' },
      done({ type: 'reasoning', summary: [], content }),
      end(),
    ]
    expect((await answer(...events)).parts).toEqual([{ type: 'reasoning', text: 'Hm.' }])
  })

  test('two thoughts without words stay two', async () => {
    const sealed = (encrypted_content: string) => done({ type: 'reasoning', summary: [], encrypted_content })
    expect((await answer(sealed('1'), sealed('2'), end())).parts).toEqual([
      { type: 'reasoning', text: '', signature: '1' },
      { type: 'reasoning', text: '', signature: '2' },
    ])
  })
})

describe('tool calls', () => {
  const told = { type: 'tool-call', id: 'call_1', name: 'f', arguments: '{"a":1}' }
  const whole = call({ arguments: '{"a":1}', status: 'completed' })

  test.each<[string, Wire[]]>([
    ['in deltas', [added(call({ arguments: '' })), argument('{"a"'), argument(':1}'), end()]],
    ['in deltas, and at its end', [added(call()), argument('{"a"'), argument(':1}'), done(whole), end()]],
    ['at its end alone', [done(whole), end({ output: [whole] })]],
    ['at the very end alone', [end({ output: [whole] })]],
    ['at the very end, after text', [text('x'), end({ output: [message('x'), whole] })]],
    ['half in deltas', [added(call()), argument('{"a"'), end({ output: [whole] })]],
    ['arguments as an object', [done(call({ arguments: { a: 1 } })), end()]],
    ['deltas without a place', [added(call()), { ...argument('{"a":1}'), output_index: undefined }, end()]],
    ['deltas without an item', [added(call()), { ...argument('{"a":1}'), item_id: undefined }, end()]],
  ])('%s', async (_, events) => {
    const { toolCalls, finishReason } = await answer(...events)
    expect([toolCalls, finishReason]).toEqual([[told], 'tool-calls'])
  })

  test('two at a time', async () => {
    const second = { ...call(), id: 'fc_2', call_id: 'call_2' }
    const events: ChatEvent[] = []
    const streamed = stream(
      played(
        added(call()),
        added(second, 1),
        { ...argument('{"b":'), item_id: 'fc_2', output_index: 1 },
        argument('{"a":1}'),
        { ...argument('2}'), item_id: 'fc_2', output_index: 1 },
        end(),
      ),
      'q',
    )
    for await (const event of streamed) events.push(event)
    expect((await streamed.response).toolCalls).toEqual([
      told,
      { ...told, id: 'call_2', arguments: '{"b":2}' },
    ])
    expect(
      events.flatMap((event) => (event.type === 'tool-call-delta' ? [[event.index, event.delta]] : [])),
    ).toEqual([
      [1, '{"b":'],
      [0, '{"a":1}'],
      [1, '2}'],
    ])
  })

  test('a half one is not handed out', async () => {
    const half = call({ arguments: '{"a', status: 'incomplete' })
    const last = end({ output: [half], incomplete_details: { reason: 'max_output_tokens' } }, 'incomplete')
    for (const events of [
      [added(call()), argument('{"a'), last],
      [added(call()), argument('{"a'), done(half), last],
      [last],
    ])
      expect(await answer(...events)).toMatchObject({ toolCalls: [], finishReason: 'length' })
  })

  test("a custom tool's free text is a JSON string", async () => {
    const custom = {
      type: 'custom_tool_call',
      id: 'ct_1',
      call_id: 'call_1',
      name: 'sql',
      input: 'SELECT "x"',
    }
    const [one] = (await answer(added(custom), done(custom), end())).toolCalls
    expect(one).toMatchObject({ id: 'call_1', name: 'sql' })
    expect(JSON.parse(one?.arguments ?? '')).toBe('SELECT "x"')
  })
})

test('sources, each once', async () => {
  const cite = (url: string, title?: string) => ({ type: 'url_citation', url, title })
  const annotations = [
    cite('http://a.test', 'A'),
    cite('http://b.test'),
    { type: 'file_citation', file_id: 'f' },
  ]
  const { parts } = await answer(
    text('a'),
    { type: 'response.output_text.annotation.added', annotation: cite('http://a.test', 'A') },
    done(message('a', { annotations })),
    end({ output: [message('a', { annotations })] }),
  )
  expect(parts).toEqual([
    { type: 'text', text: 'a' },
    { type: 'source', url: 'http://a.test', title: 'A' },
    { type: 'source', url: 'http://b.test' },
  ])
})

test('a refusal is a part of its own', async () => {
  const refused = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }
  const delta = { type: 'response.refusal.delta', delta: 'N' }
  expect((await answer(delta, done(refused), end())).parts).toEqual([{ type: 'refusal', text: 'No.' }])
})

describe('the end', () => {
  test.each([
    ['completed', {}, 'stop', 'completed'],
    ['incomplete', { incomplete_details: { reason: 'max_output_tokens' } }, 'length', 'max_output_tokens'],
    ['incomplete', { incomplete_details: { reason: 'content_filter' } }, 'content-filter', 'content_filter'],
    ['incomplete', { incomplete_details: { reason: 'new_reason' } }, 'other', 'new_reason'],
    ['incomplete', {}, 'other', 'incomplete'],
  ])('%s %j', async (type, more, finishReason, rawFinishReason) => {
    expect(await answer(text('a'), end(more, type))).toMatchObject({
      text: 'a',
      finishReason,
      rawFinishReason,
    })
  })

  test('usage as told', async () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 3,
      total_tokens: 8,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 1 },
      output_tokens_details: { reasoning_tokens: 2 },
    }
    expect((await answer(text('a'), end({ usage }))).usage).toEqual({
      inputTokens: 5,
      outputTokens: 3,
      totalTokens: 8,
      cachedInputTokens: 4,
      cacheWriteTokens: 1,
      reasoningTokens: 2,
      source: 'provider',
    })
    expect((await answer(text('a'), end({ usage: null }))).usage).toBeUndefined()
  })

  test.each<[string, (Wire | string)[]]>([
    ['nothing at all', []],
    ['after the last piece of text', [text('a')]],
    ['after the item', [text('a'), done(message('a'))]],
    ['[DONE] in its place', [text('a'), 'data: [DONE]\n\n']],
    ['inside it', [text('a'), 'data: {"type":"response.compl']],
    ['without its blank line', [text('a'), `data: ${JSON.stringify(end())}\n`]],
  ])('a stream that ends before it is interrupted: %s', async (_, events) => {
    const error = await failure(...events)
    expect([error.code, error.partial?.text]).toEqual(['interrupted', events.length ? 'a' : ''])
  })

  test('what is not known is passed over, and what is odd does no harm', async () => {
    const odd: Wire[] = [
      { type: 'response.web_search_call.searching' },
      { type: 'response.output_text.delta', delta: null },
      { type: 'response.output_text.delta', delta: { stdout: 'x' } },
      { type: 'response.output_item.done', item: null },
      { type: 'response.output_item.done', item: { type: 'mcp_call', content: 7 } },
      { type: 'response.output_item.done', item: { type: 'message', content: [null, { text: 7 }] } },
      { type: 'response.reasoning_summary_part.added' },
      { type: 'response.created', response: null },
      {},
    ]
    expect(await answer(...odd, text('a'), end({ output: [null, 'x', { type: 'mcp_call' }] }))).toMatchObject(
      {
        finishReason: 'stop',
      },
    )
    expect((await answer(text('a'), { type: 'response.completed' })).text).toBe('a')
  })
})

describe('errors in the midst of it', () => {
  const told = { message: 'Too bad.', code: 'server_error' }
  test.each<[string, Wire | string]>([
    ['an event with the error inside', { type: 'error', error: told }],
    ['an event that is the error', { type: 'error', ...told }],
    ['an error without a type', { error: told }],
    ['an error object', { object: 'error', ...told }],
    ['a bare line of JSON', `${JSON.stringify({ error: told })}\n`],
    ['a named event', `event: error\ndata: ${JSON.stringify(told)}\n\n`],
    ['a named event that is no JSON', 'event: error\ndata: Too bad.\n\n'],
    ['the end as failed', end({ error: told }, 'failed')],
    ['an end with an error', end({ error: told })],
  ])('%s', async (_, event) => {
    const error = await failure(text('a'), event)
    expect(error).toMatchObject({ code: 'server', partial: { text: 'a' } })
    expect(error.message).toContain('Too bad.')
  })

  test.each([
    ['rate_limit_exceeded', 'rate-limit'],
    ['invalid_prompt', 'bad-request'],
    ['image_parse_error', 'bad-request'],
    ['insufficient_quota', 'quota'],
    ['vector_store_timeout', 'server'],
  ])('%s is %s', async (code, wanted) => {
    const error = await failure(end({ error: { code, message: 'No.' } }, 'failed'))
    expect([error.code, error.vendorCode]).toEqual([wanted, code])
    const body = JSON.stringify({ status: 'failed', output: [], error: { code, message: 'No.' } })
    expect((await failing(ask(playing('responses', { body }), 'q'))).code).toBe(wanted)
  })

  test('a failed response has used what it used', async () => {
    const usage = { input_tokens: 5, output_tokens: 3, total_tokens: 8 }
    const error = await failure(text('a'), end({ error: told, usage }, 'failed'))
    expect(error.partial?.usage).toMatchObject({ inputTokens: 5, outputTokens: 3 })
    expect(error.attempts).toMatchObject([{ outcome: 'failed', usage: { inputTokens: 5 } }])
  })

  test('an event that is no JSON', async () => {
    expect((await failure(text('a'), 'data: <html>\n\n')).code).toBe('malformed')
  })
})

test('a reply that came whole though a stream was asked for', async () => {
  const body = JSON.stringify({ status: 'completed', output: [message('ab')] })
  const reply = { headers: { 'content-type': 'application/json' }, body }
  expect((await stream(playing('responses', reply), 'q').response).text).toBe('ab')
})
