import type { ChatRequest, Layer } from '@aiu/core'
import type { AiSettings } from '@aiu/core/settings'

/** What settings say about every question, where the call itself says nothing; `undefined` when they say nothing either. */
export const callDefaults = ({ temperature, maxTokens }: AiSettings): Layer | undefined => {
  if (temperature === undefined && maxTokens === undefined) return undefined
  const filled = (request: ChatRequest): ChatRequest => ({
    ...request,
    temperature: request.temperature ?? temperature,
    maxTokens: request.maxTokens ?? maxTokens,
  })
  return {
    name: 'settings',
    chat: (request, next) => next(filled(request)),
    stream: (request, next) => next(filled(request)),
  }
}
