import { AiuError, type ChatRequest, isAiuError, type Provider, wrap } from '@aiu/core'

/** The first that answers. A stream goes over to the next one only before its first event. */
export function fallback(...providers: readonly [Provider, ...Provider[]]): Provider {
  // Each member tells its own attempts.
  const members = providers.map((provider) => wrap(provider))
  const { name, baseURL, scope, defaultModel } = providers[0]
  const gone = (error: unknown, { signal }: ChatRequest): boolean =>
    signal?.aborted || isAiuError(error, 'aborted')
  // A model's name means something to the first alone.
  const requestFor = (index: number, request: ChatRequest): ChatRequest =>
    index ? { ...request, model: undefined } : request
  const none = (cause: unknown): AiuError =>
    isAiuError(cause) ? cause : new AiuError('server', 'None of the providers answered.', { cause })
  return {
    name,
    baseURL,
    scope,
    defaultModel,
    members,
    async chat(request) {
      let failure: unknown
      for (const [index, member] of members.entries()) {
        try {
          return await member.chat(requestFor(index, request))
        } catch (error) {
          if (gone(error, request)) throw error
          failure = error
        }
      }
      throw none(failure)
    },
    async *stream(request) {
      let failure: unknown
      for (const [index, member] of members.entries()) {
        let begun = false
        try {
          for await (const event of member.stream(requestFor(index, request))) {
            begun = true
            yield event
          }
          return
        } catch (error) {
          if (begun || gone(error, request)) throw error
          failure = error
        }
      }
      throw none(failure)
    },
  }
}
