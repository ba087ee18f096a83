import type { ModelInfo } from '@aiu/core'
import type { Server } from '@aiu/core/http'
import { replyOf } from './reply-of.ts'
import type { WireModel } from './wire-types.ts'

/** The models of `/api/tags`. */
export const tagsOf = (server: Server, text: string): readonly WireModel[] =>
  replyOf<{ models: readonly WireModel[] }>(server, text, (wire) => Array.isArray(wire.models)).models.filter(
    (model) => model && typeof idOf(model) === 'string',
  )

export const idOf = (model: WireModel): string => (model.model || model.name) as string

const lengthOf = (told: unknown): number | undefined => (typeof told === 'number' ? told : undefined)
const wordsOf = (told: unknown): readonly string[] | undefined => (Array.isArray(told) ? told : undefined)

export const taggedModel = (tag: WireModel): ModelInfo => ({
  id: idOf(tag),
  contextLength: lengthOf(tag.details?.context_length),
  capabilities: wordsOf(tag.capabilities),
})

interface Shown {
  readonly capabilities?: unknown
  readonly model_info?: Readonly<Record<string, unknown>> | null
}

/** What `/api/show` tells of one. The context length is the model's own; how much of it is used, the server's `num_ctx` says. */
export function shownModel(server: Server, id: string, text: string): ModelInfo {
  const { capabilities, model_info: info } = replyOf<Shown>(server, text, (wire) => typeof wire === 'object')
  return {
    id,
    contextLength: lengthOf(info?.[`${info['general.architecture']}.context_length`]),
    capabilities: wordsOf(capabilities),
  }
}
