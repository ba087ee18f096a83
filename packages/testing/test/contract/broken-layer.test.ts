import { type ChatEvent, type Layer, tap } from '@aiu/core'
import { type LayerContractOptions, layerContract } from '@aiu/testing'
import { expect, test } from 'vitest'
import { runSuite } from './run-suite.ts'

/** Layers that do nothing but break, where each is seen, and what is said of it there. */
const BROKEN: Readonly<
  Record<
    string,
    readonly [
      layer: (ended: () => void) => Layer,
      places: readonly string[],
      words: string,
      options?: LayerContractOptions,
    ]
  >
> = {
  'nothing is broken': [
    () => ({
      name: 'x',
      call: (_, request, next) => next(request),
      iterate: (_, request, next) => next(request),
    }),
    [],
    '',
  ],
  'forgets streams': [
    () => ({ name: 'x', call: (_, request, next) => next(request) }),
    ['covers every operation it is about, streams too'],
    'stream: it passes by untouched.',
  ],
  'drops the signal': [
    () => ({
      name: 'x',
      call: (_, request, next) => next({ ...request, signal: undefined }),
      iterate: (_, request, next) => next({ ...request, signal: undefined }),
    }),
    ['an abort goes through', 'leaves no timer and no listener', 'passes the request on, whole'],
    'the call had not ended half a second after the abort.',
    { operations: ['chat'] },
  ],
  'loses a field': [
    () => ({ name: 'x', chat: ({ tools: _, ...request }, next) => next(request) }),
    ['passes the request on, whole'],
    'it lost or changed tools.',
    { operations: ['chat'] },
  ],
  'leaves a timer': [
    () => ({
      name: 'x',
      chat(request, next) {
        setTimeout(() => {}, 5000).unref()
        return next(request)
      },
    }),
    ['leaves no timer and no listener'],
    'success: 1 timers are left.',
    { operations: ['chat'] },
  ],
  'leaves a listener': [
    () => ({
      name: 'x',
      chat(request, next) {
        request.signal?.addEventListener('abort', () => {})
        return next(request)
      },
    }),
    ['leaves no timer and no listener'],
    '1 listeners are left on the signal.',
    { operations: ['chat'] },
  ],
  'holds a stream back': [
    () => ({
      name: 'x',
      async *stream(request, next) {
        const all: ChatEvent[] = []
        for await (const event of next(request)) all.push(event)
        yield* all
      },
    }),
    [
      'errors go through',
      'leaves no timer and no listener',
      'leaving a stream goes through',
      'pieces pass as they come, and nothing is asked before the first read',
    ],
    'the first two events did not come until the third was there.',
    { operations: ['stream'] },
  ],
  'swallows errors': [
    () => ({
      name: 'x',
      async *stream(request, next) {
        try {
          yield* next(request)
        } catch {}
      },
    }),
    ['an abort goes through', 'errors go through'],
    'it ended as success',
    { operations: ['stream'] },
  ],
  'tells an end twice': [
    (ended) => ({
      name: 'x',
      async chat(request, next) {
        try {
          const response = await next(request)
          ended()
          return response
        } finally {
          ended()
        }
      },
      stream: (request, next) => tap(next(request), { end: ended }),
    }),
    ['tells one end for each call'],
    'success: 2 ends were told.',
    { operations: ['chat', 'stream'], looks: true },
  ],
}

test.each(Object.entries(BROKEN))('%s', { timeout: 120_000 }, async (_, [make, places, words, options]) => {
  const { failed } = await runSuite((framework) => layerContract('broken', make, { ...options, framework }))
  expect(Object.keys(failed).sort()).toEqual(places)
  for (const message of Object.values(failed))
    expect(message).toMatch(/\nThe contract wants .{10,}, because .{10,}\.$/)
  if (words) expect(Object.values(failed).join('\n')).toContain(words)
})
