import { AiuError, type CallOptions, type Endpoint, isAiuError, type Warning } from '@aiu/core'
import { type Edited, type Edits, edited } from './edits.ts'
import type { Learned } from './learned.ts'
import { remedy } from './remedy.ts'

type Asked = CallOptions & { readonly model?: string | undefined }

const MOST_EDITS = 6

/** One call, asked as often as it takes. */
export interface Care<Q> {
  readonly request: Q
  /** Makes the change that the error asks for, or throws the error. */
  mend(error: unknown): void
  /** It was answered: what helped is remembered. */
  helped(): Promise<void> | undefined
  /** For the answer, of every change in what was sent. */
  warnings(): readonly Warning[] | undefined
  /** A tool stood in for a schema. */
  byTool(): boolean
}

export async function careOf<Q extends Asked>(
  request: Q,
  { name, baseURL, scope, defaultModel, members }: Endpoint,
  learned: Learned,
): Promise<Care<Q>> {
  if (members)
    throw new AiuError(
      'configuration',
      `heal stands around ${name}, which is made of others; put it around each of them.`,
    )
  const { signal, model = defaultModel } = request
  const key = [baseURL ?? name, scope, model].filter(Boolean).join(' ')
  const known = learned.of(key, signal)
  let edits: Edits = known instanceof Promise ? await known : known
  let fresh: Edits | undefined
  let left = MOST_EDITS
  let sent: Edited | undefined
  return {
    request: {
      ...request,
      adapt(body) {
        sent = edited(request.adapt?.(body) ?? body, edits)
        return sent.body
      },
    } satisfies Q as Q,
    mend(error) {
      const cure = sent && left-- > 0 && isAiuError(error, 'bad-request') && remedy(error, sent, edits)
      if (!cure) throw error
      const change = { [cure.key]: cure.to }
      edits = { ...edits, ...change }
      if (!cure.once) fresh = { ...fresh, ...change }
    },
    helped: () => fresh && learned.add(key, fresh, signal),
    warnings: () =>
      sent?.done[0] &&
      sent.done.map(([path, to]) => ({
        code: 'healed',
        message: `${name} does not take ${path} for ${model}; it was ${to ? `sent as ${to}` : 'left out'}.`,
      })),
    byTool: () => !!sent?.done.some(([, to]) => to === 'tool'),
  }
}
