import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAiuError } from '@aiu/core'
import { eventReader } from '@aiu/core/http'
import { describe, expect, test } from 'vitest'
import { cpuMs } from '../support/cpu-ms.ts'

type Told = { readonly data: string; readonly event?: string }

/** The events of these bytes, given in pieces of so many. */
function read(bytes: Uint8Array, size: number, cap = 1e9): Told[] {
  const told: Told[] = []
  const take = eventReader((data, event) => told.push({ data, ...(event && { event }) }), cap)
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size))
  take()
  return told
}

const SIZES = [1, 2, 3, 7, 1e9]
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const vectors = join(process.env.AIU_WIRE ?? join(root, '../shared/wire'), 'wpt-eventsource/vectors.json')

describe('vectors of the Web Platform Tests', () => {
  if (!existsSync(vectors)) {
    test('event-stream vectors', ({ skip }) =>
      skip(
        'the folder of shared wire cases is absent (AIU_WIRE, else ../shared/wire): our own vectors are run alone',
      ))
    return
  }
  type Vector = { id: string; bodyBase64: string; expectedEvents: Told[] }
  const all: Vector[] = JSON.parse(readFileSync(vectors, 'utf8'))
  test('all of them are there', () => expect(all).toHaveLength(15))
  test.each(all)('$id', ({ bodyBase64, expectedEvents }) => {
    for (const size of SIZES) expect(read(Buffer.from(bodyBase64, 'base64'), size)).toEqual(expectedEvents)
  })
})

const A = { data: 'a' }
const OWN: Readonly<Record<string, readonly [text: string, events: readonly Told[]]>> = {
  nothing: ['', []],
  'LF, CRLF, CR': ['data: a\n\ndata: a\r\n\r\ndata: a\r\r', [A, A, A]],
  'CRLF beside LF': ['data: a\r\n\ndata: a\n\r\n', [A, A]],
  'one space is taken off, no more': ['data:  a \n\ndata:a\n\n', [{ data: ' a ' }, A]],
  'a field without a colon': ['data\n\ndata\ndata\n\n', [{ data: '' }, { data: '\n' }]],
  'several lines of data': ['data: a\ndata\ndata: b\n\n', [{ data: 'a\n\nb' }]],
  'comments, between and inside': [':\n\n: a\ndata: a\n:b\n\n:', [A]],
  'a name for one event alone': ['event: x\ndata: a\n\ndata: a\n\n', [{ data: 'a', event: 'x' }, A]],
  'a name without data is no event': ['event: x\n\ndata: a\n\n', [A]],
  'the last name counts': ['event: x\nevent: y\ndata: a\n\n', [{ data: 'a', event: 'y' }]],
  'ids, retry times, unknown fields': ['id: 1\nretry: 5\nfoo: b\nDATA: b\n data: b\ndata: a\n\n', [A]],
  'a byte order mark at the beginning, not later': ['\ufeffdata: a\n\n\ufeffdata: b\n\n', [A]],
  'a colon in the value': ['data: a: b\n\n', [{ data: 'a: b' }]],
  'characters of two, three and four bytes': ['data: ü東🗼\n\n', [{ data: 'ü東🗼' }]],
  'characters that are line breaks elsewhere': [
    'data: a\u2028b\u0085c\u000bd\n\n',
    [{ data: 'a\u2028b\u0085c\u000bd' }],
  ],
  'an event without its blank line': ['data: a\n\ndata: b\n', [A]],
  'an event without its line end': ['data: a\n\ndata: b', [A]],
  // Beyond the standard, for servers of models.
  '[DONE] without its blank line': ['data: a\n\ndata: [DONE]\n', [A, { data: '[DONE]', event: 'data' }]],
  '[DONE] without its line end': ['data: a\n\ndata:[DONE]', [A, { data: '[DONE]', event: 'data' }]],
  '[DONE] with all': ['data: [DONE]\n\n', [{ data: '[DONE]', event: 'data' }]],
  'a line of bare JSON': ['{"error":1}\n', [{ data: '{"error":1}' }]],
  'bare JSON without a line end': ['data: a\n\n{"error":1}', [A, { data: '{"error":1}' }]],
  'a field named error': ['error: {"a":1}\n\n', [{ data: '{"a":1}', event: 'error' }]],
}

describe('our own vectors', () => {
  test.each(Object.entries(OWN))('%s', (_, [text, events]) => {
    for (const size of SIZES) expect(read(encode(text), size), `pieces of ${size}`).toEqual(events)
  })

  test('every cut in two gives the same', () => {
    for (const [name, [text, events]] of Object.entries(OWN)) {
      const bytes = encode(text)
      for (let cut = 0; cut <= bytes.length; cut++) {
        const told: Told[] = []
        const take = eventReader((data, event) => told.push({ data, ...(event && { event }) }), 1e9)
        take(bytes.subarray(0, cut))
        take(bytes.subarray(cut))
        take()
        expect(told, `${name} cut at ${cut}`).toEqual(events)
      }
    }
  })

  test('bytes that are no UTF-8 do not stop it', () => {
    const bytes = Uint8Array.of(...encode('data: a'), 0xff, 0xc0, ...encode('\n\ndata: a\n\n'))
    for (const size of SIZES) expect(read(bytes, size)).toEqual([{ data: 'a\ufffd\ufffd' }, A])
  })
})

describe('the cap', () => {
  const thrown = (run: () => unknown): unknown => {
    try {
      return run()
    } catch (error) {
      return isAiuError(error) ? error.code : error
    }
  }
  const long = 'x'.repeat(200)

  test.each([
    ['one line', `data: ${long}\n\n`],
    ['one line without an end', `data: ${long}`],
    ['a comment without an end', `: ${long}`],
    ['many lines of data', 'data: xxxxxxxxx\n'.repeat(20)],
  ])('%s beyond it', (_, text) => {
    for (const size of SIZES) expect(thrown(() => read(encode(text), size, 100))).toBe('too-large')
  })

  test('any number of events below it', () => {
    expect(read(encode(`data: ${'x'.repeat(80)}\n\n`.repeat(50)), 7, 100)).toHaveLength(50)
  })
})

test('the time is linear in the length of an event', () => {
  const take = (count: number): number => {
    const piece = encode('x'.repeat(1000))
    const before = process.cpuUsage()
    const reader = eventReader(() => {}, 1e9)
    reader(encode('data: '))
    for (let at = 0; at < count; at++) reader(piece)
    reader(encode('\n\n'))
    return cpuMs(before)
  }
  const best = (count: number): number => Math.min(take(count), take(count), take(count))
  take(1000)
  const small = best(2000)
  expect(best(16_000)).toBeLessThan(Math.max(8 * 4 * small, 100))
})
