import type { ChatEvent } from '@aiu/core'
import { suggestModels } from '@aiu/core/http'
import type { OpenAICompatibleProvider } from '../openai-compatible.ts'

/** The same provider; its error for a model that is not there names the nearest ones that are. */
export function withNearModels(provider: OpenAICompatibleProvider): OpenAICompatibleProvider {
  const { chat, stream, listModels, defaultModel } = provider
  const near =
    (model = defaultModel) =>
    (error: unknown): Promise<never> =>
      suggestModels(error, model, listModels)
  return {
    ...provider,
    chat: (request) => chat(request).catch(near(request.model)),
    stream(request) {
      const events = stream(request) as AsyncIterableIterator<ChatEvent, undefined>
      const { next } = events
      // Only before the first event: whoever got one has found the model.
      events.next = () => {
        events.next = next
        return next().catch(near(request.model))
      }
      return events
    },
  }
}
