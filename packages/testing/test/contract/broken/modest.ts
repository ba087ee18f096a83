import { AiuError, type AnyProvider, type ChatRequest, type ProviderSettings } from '@aiu/core'
import type { WireKit } from '@aiu/testing'
import { telegraph } from './telegraph.ts'
import { telegraphWire } from './telegraph-wire.ts'

/** Telegraph whose servers tell less. */
export const modestWire: WireKit = {
  ...telegraphWire,
  stream: ({ reasoning, ...answer }) => (reasoning ? undefined : telegraphWire.stream(answer)),
  models: (models) => telegraphWire.models?.(models.map(({ id }) => ({ id }))) ?? '',
}

const WARNED = { warnings: [{ code: 'left-out', message: 'seed is not sent.' }] }

/** A provider that does little, and says so: nothing about it is wrong. */
export function modest(settings: ProviderSettings): AnyProvider {
  const { name, chat, stream, listModels } = telegraph(settings, 'nothing')
  const taken = ({ seed: _, ...request }: ChatRequest): ChatRequest => {
    if (request.temperature !== undefined)
      throw new AiuError('unsupported', 'modest takes no temperature.', { provider: name })
    return request
  }
  return {
    name,
    listModels,
    defaultModel: 'modest-1',
    async chat(request) {
      const result = await chat(taken(request))
      return request.seed === undefined ? result : { ...result, ...WARNED }
    },
    async *stream(request) {
      const own = taken(request)
      if (request.seed !== undefined) yield { type: 'start', ...WARNED }
      yield* stream(own)
    },
  } as AnyProvider
}
