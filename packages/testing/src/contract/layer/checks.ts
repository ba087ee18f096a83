import { AiuError, type CallOptions, isAiuError, type Layer, type Operation, wrap } from '@aiu/core'
import { loopNow } from '../../loop-clock.ts'
import { bestOf, patience, until } from '../best-of.ts'
import { every, must, type Rule, same, show } from '../rule.ts'
import { asking, requestFor, streamOf, wrapped } from './asking.ts'
import { isStream, OPERATIONS, type Probe, type ProbeOptions, probe } from './probe.ts'

/** What a check of a layer works with. */
export interface LayerBench {
  /** The operations it is about. */
  readonly operations: readonly Operation[]
  /** Fields of a request that it means to change. */
  readonly changes: readonly string[]
  /** A fresh one. */
  make(): Layer
}

export interface LayerCheck extends Rule {
  readonly name: string
  run(bench: LayerBench): Promise<void>
}

/** A probe with a fresh layer around it. */
export const around = (bench: LayerBench, options?: ProbeOptions) => {
  const inner = probe(options)
  return { inner, provider: wrapped(inner, bench.make()) }
}

/** What has not ended by then never will. */
const PATIENCE_MS = 1000

/** For each operation that it is about. */
export const each = (
  { operations }: LayerBench,
  run: (operation: Operation) => Promise<void>,
  only: (operation: Operation) => boolean = () => true,
): Promise<void> =>
  every(
    operations.filter(only).map((operation) => [
      operation,
      async () => {
        const ended = await Promise.race([run(operation).then(() => true), patience(PATIENCE_MS)])
        must(ended, `a call had not ended ${PATIENCE_MS / 1000} s later.`)
      },
    ]),
  )

const BROKEN = (): AiuError => new AiuError('bad-request', 'The probe is broken.', { status: 400 })

/** The inner one is left: its stream closed, or its signal fired. */
const isLeft = ({ closed, requests }: Probe): boolean =>
  closed > 0 || requests.at(-1)?.signal?.aborted === true

export const layerChecks: readonly LayerCheck[] = [
  {
    name: 'has a name, and an order that is a number',
    wants: '`name`, and `order` as a number or absent',
    because: 'wrap names the two layers that stand the wrong way around',
    async run({ make }) {
      const { name, order } = make()
      must(typeof name === 'string' && name, () => `Its name is ${show(name)}.`)
      must(order === undefined || Number.isFinite(order), () => `Its order is ${show(order)}.`)
    },
  },
  {
    name: 'covers every operation it is about, streams too',
    wants: '`call` and `iterate`, or a hook for each operation',
    because: 'what it has no hook for passes by it, unlogged, unlimited and unpaid',
    run: (bench) =>
      each(bench, async (operation) => {
        const layer = bench.make()
        const general = layer[isStream(operation) ? 'iterate' : 'call']
        must(layer[operation] ?? general, 'it passes by untouched.')
      }),
  },
  {
    name: 'adds nothing the inner one lacks',
    wants: 'a provider that only answers to only answer with the layer around it',
    because: 'what a provider can do is what methods it has, and callers look',
    async run({ make }) {
      const { name, chat, stream } = probe().provider
      const outer = wrap({ name, chat, stream }, make())
      const more = OPERATIONS.filter((operation) => operation in outer && !/^(chat|stream)$/.test(operation))
      must(!more.length, () => `It can also ${more.join(', ')}.`)
      must(outer.name === name, () => `Its name became ${show(outer.name)}.`)
    },
  },
  {
    name: 'passes the request on, whole',
    wants: 'every field of a request to reach the inner one, but those it means to change',
    because: 'a field that is lost changes the question, or its price, and nobody sees where',
    run: (bench) =>
      each(bench, async (operation) => {
        const { inner, provider } = around(bench)
        const request = requestFor(operation, { signal: new AbortController().signal })
        const { error } = await asking(provider, operation, request)
        must(error === undefined, () => `it failed with ${show(error)}.`)
        const [reached] = inner.requests
        must(reached, 'no request reached the inner one.')
        must(reached.signal, 'the request has no signal any more.')
        const kept = Object.entries(request).filter(
          ([field]) => !['signal', ...bench.changes].includes(field),
        )
        const lost = kept.filter(([field, value]) => {
          const now = reached[field as keyof CallOptions] as unknown
          return now !== value && !(typeof value !== 'function' && same(now, value))
        })
        must(!lost.length, () => `it lost or changed ${lost.map(([field]) => field).join(', ')}.`)
      }),
  },
  {
    name: 'the answer passes unchanged, and its attempt is told once',
    wants: 'answers and events as the inner one gave them, in their order, and one attempt for one request',
    because: 'a cache, a counter and the caller all read the same answer',
    run: (bench) =>
      each(bench, async (operation) => {
        const request = requestFor(operation)
        const { inner, provider } = around(bench)
        const through = await asking(provider, operation, request)
        const bare = await asking(wrap(probe().provider), operation, request)
        must(through.error === undefined, () => `it failed with ${show(through.error)}.`)
        must(inner.requests.length === 1, () => `the inner one was asked ${inner.requests.length} times.`)
        must(through.attempts.length === 1, () => `${through.attempts.length} attempts were told.`)
        const plain = (value: object | undefined): object => ({ ...value, timing: 0, attempts: 0 })
        if (isStream(operation)) {
          const types = through.events.map(({ type }) => type)
          must(
            same(through.events.map(plain), bare.events.map(plain)),
            () => `the events are ${show(types)}.`,
          )
        } else
          must(
            same(plain(through.response), plain(bare.response)),
            () => `the answer is ${show(through.response)}.`,
          )
      }),
  },
  {
    name: 'pieces pass as they come, and nothing is asked before the first read',
    wants: 'each event to reach the reader before the next one is there, and none to be asked for early',
    because: 'a stream that is held back is a slow answer, and one that runs ahead is paid for unread',
    run: (bench) =>
      each(
        bench,
        async (operation) => {
          const { inner, provider } = around(bench, { waitsAt: 2 })
          const controller = new AbortController()
          const events = streamOf(provider, operation, requestFor(operation, { signal: controller.signal }))
          const iterator = events[Symbol.asyncIterator]()
          await patience(5)
          must(!inner.pulled, 'the inner one was asked before anything was read.')
          const read = (async () => [await iterator.next(), await iterator.next()])()
          const first = await Promise.race([read, patience(500)])
          controller.abort()
          void iterator.return?.()
          must(first, 'the first two events did not come until the third was there.')
        },
        isStream,
      ),
  },
  {
    name: 'an abort goes through',
    wants: "the caller's abort to end the call as `aborted` and to reach the inner one, within 50 ms",
    because: 'a signal that is not passed on leaves a call that nobody can end, and that is paid for',
    run: (bench) =>
      each(bench, async (operation) => {
        for (const waitsAt of isStream(operation) ? [0, 2] : [0]) {
          const took = await bestOf(50, async () => {
            const { inner, provider } = around(bench, { waitsAt })
            const controller = new AbortController()
            const ended = asking(provider, operation, requestFor(operation, { signal: controller.signal }))
            must(await until(() => inner.requests.length > 0), 'no request reached the inner one.')
            await patience(5)
            const from = loopNow()
            controller.abort(new Error('mine'))
            const end = await Promise.race([ended, patience(500)])
            must(end, 'the call had not ended half a second after the abort.')
            must(isAiuError(end.error, 'aborted'), () => `it ended with ${show(end.error ?? 'success')}.`)
            must(await until(() => isLeft(inner), 500), 'the inner one was not told.')
            return loopNow() - from
          })
          must(took < 50, () => `it took ${Math.round(took)} ms.`)
        }
      }),
  },
  {
    name: 'leaving a stream goes through',
    wants: 'the inner stream closed, or its signal fired, within 50 ms of the reader leaving',
    because: 'a model that goes on talking to nobody is paid for',
    run: (bench) =>
      each(
        bench,
        async (operation) => {
          const took = await bestOf(50, async () => {
            // It is under way: what has come to its end needs no closing.
            const { inner, provider } = around(bench, { waitsAt: 3 })
            await asking(provider, operation, requestFor(operation), { leaveAfter: 2 })
            const from = loopNow()
            must(await until(() => isLeft(inner), 500), 'the inner one was not told.')
            return loopNow() - from
          })
          must(took < 50, () => `it took ${Math.round(took)} ms.`)
        },
        isStream,
      ),
  },
  {
    name: 'errors go through',
    wants: "the inner one's error as it is, or an AiuError with it as cause",
    because: 'callers and the layers further out act by its code, and an error swallowed is a wrong answer',
    run: (bench) =>
      each(bench, async (operation) => {
        for (const failsAt of isStream(operation) ? [0, 2] : [0]) {
          const error = BROKEN()
          const { provider } = around(bench, { error, failsAt })
          const end = await asking(provider, operation, requestFor(operation))
          must(end.error !== undefined, 'it ended as success.')
          must(isAiuError(end.error), () => `it failed with ${show(end.error)}, which is no AiuError.`)
          const causes: unknown[] = []
          for (let at: unknown = end.error; at instanceof Error; at = at.cause) causes.push(at)
          must(
            causes.includes(error) || end.error.code === error.code,
            () => `it failed with ${show(end.error)}, and the inner one with ${show(error)}.`,
          )
          must(
            end.events.length === failsAt,
            () => `${end.events.length} events came, and ${failsAt} were sent.`,
          )
        }
      }),
  },
  {
    name: 'calls at once are not mixed',
    wants: 'each of two calls at once to get its own answer',
    because: 'what a layer keeps between calls must belong to none of them',
    run: (bench) =>
      each(
        bench,
        async (operation) => {
          const { provider } = around(bench)
          const texts = ['one', 'three']
          const ends = await Promise.all(
            texts.map((text) =>
              asking(provider, operation, { ...requestFor(operation), input: [text] } as CallOptions),
            ),
          )
          const sizes = ends.map(
            ({ response }) => (response as { embeddings?: number[][] })?.embeddings?.[0]?.[0],
          )
          must(same(sizes, [3, 5]), () => `the answers are ${show(sizes)}.`)
        },
        (operation) => operation === 'embed',
      ),
  },
]

/** Every way that a call can end. */
export const ENDS: readonly (readonly [
  how: string,
  run: (bench: LayerBench, operation: Operation, signal: AbortController) => Promise<unknown>,
])[] = [
  [
    'success',
    (bench, operation, { signal }) =>
      asking(around(bench).provider, operation, requestFor(operation, { signal })),
  ],
  [
    'failure',
    (bench, operation, { signal }) =>
      asking(around(bench, { error: BROKEN() }).provider, operation, requestFor(operation, { signal })),
  ],
  [
    'failure in the middle',
    (bench, operation, { signal }) =>
      asking(
        around(bench, { error: BROKEN(), failsAt: 2 }).provider,
        operation,
        requestFor(operation, { signal }),
      ),
  ],
  [
    'abort',
    async (bench, operation, controller) => {
      const { inner, provider } = around(bench, { waitsAt: isStream(operation) ? 2 : 0 })
      const ended = asking(provider, operation, requestFor(operation, { signal: controller.signal }))
      await until(() => inner.requests.length > 0)
      controller.abort(new Error('mine'))
      return ended
    },
  ],
  [
    'leaving',
    (bench, operation, { signal }) =>
      asking(around(bench, { waitsAt: 3 }).provider, operation, requestFor(operation, { signal }), {
        leaveAfter: 2,
      }),
  ],
]
