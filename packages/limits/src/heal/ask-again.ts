import { AiuError, type CallOptions, type Endpoint, isAiuError, type Warning, type WireBody } from '@aiu/core'
import { type Edits, edited } from './edits.ts'
import type { Learned } from './learned.ts'
import { remedy } from './remedy.ts'
import { inKnownWay, TOOL } from './ways.ts'

type Asked = CallOptions & { readonly model?: string | undefined }

const MOST_EDITS = 6

export interface Answered<T> {
  readonly answer: T
  /** One for each change in what was sent. */
  readonly warnings: readonly Warning[]
  /** A tool stood in for a schema. */
  readonly byTool: boolean
}

/** Asks, and asks again as long as the server's refusals say what to change. */
export async function askAgain<Q extends Asked, T>(
  request: Q,
  { name, baseURL, scope, defaultModel, members }: Endpoint,
  learned: Learned,
  ask: (request: Q) => Promise<T>,
): Promise<Answered<T>> {
  if (members)
    throw new AiuError('configuration', `heal stands around ${name}; put it around each of its members.`)
  const { signal, model = defaultModel } = request
  const key = [baseURL ?? name, scope, model].filter(Boolean).join(' ')
  const known = learned.of(key, signal)
  let edits = known instanceof Promise ? await known : known
  let fresh: Edits | undefined
  for (let left = MOST_EDITS; ; left--) {
    const [asked, from, way = ''] = inKnownWay(request, edits)
    const done: Warning[] = []
    let sent: WireBody | undefined
    const warn = (what: string, to: string): void => {
      done.push({
        code: 'healed',
        message: `${name} does not take ${what} for ${model}; it was ${to ? `sent as ${to}` : 'left out'}.`,
      })
    }
    if (from) warn(from, way)
    const before = done.length
    try {
      const answer = await ask({
        ...asked,
        adapt(body) {
          // A retry further in has it made anew.
          done.length = before
          sent = edited(request.adapt?.(body) ?? body, edits, warn)
          return sent
        },
      } satisfies Q)
      if (fresh) await learned.add(key, fresh, signal)
      return { answer, warnings: done, byTool: way === TOOL }
    } catch (error) {
      const cure = left && isAiuError(error) && remedy(error, sent, request, edits)
      if (!cure) throw error
      const change = { [cure.key]: cure.to }
      edits = { ...edits, ...change }
      if (!cure.once) fresh = { ...fresh, ...change }
    }
  }
}
