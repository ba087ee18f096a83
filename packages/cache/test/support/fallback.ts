import { AiuError, type ChatRequest, type Provider, wrap } from '@aiu/core'

/** The first that answers, `interchangeable` or not. The first one's model means something to it alone. */
export function first(members: readonly Provider[], interchangeable?: boolean): Provider {
  const rings = members.map((member) => wrap(member))
  const { name, baseURL, scope, defaultModel } = members[0] as Provider
  const requestFor = (at: number, request: ChatRequest): ChatRequest =>
    at ? { ...request, model: undefined } : request
  return {
    name,
    baseURL,
    scope,
    defaultModel,
    members: rings,
    interchangeable,
    async chat(request) {
      for (const [at, member] of rings.entries())
        try {
          return await member.chat(requestFor(at, request))
        } catch {}
      throw new AiuError('server', 'None of them answered.')
    },
    async *stream(request) {
      for (const [at, member] of rings.entries())
        try {
          return yield* member.stream(requestFor(at, request))
        } catch {}
      throw new AiuError('server', 'None of them answered.')
    },
  }
}
