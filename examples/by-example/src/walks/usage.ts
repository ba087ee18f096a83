import {
  type BaseTold,
  type CallOptions,
  type Endpoint,
  type Layer,
  type Operation,
  tap,
  type UsageRow,
} from '@aiu/core'

/** A row for each request that went upstream, whatever its end, and an unpaid one for each hit and each shared answer. */
export function usage(append: (row: UsageRow) => void): Layer {
  const watch = (operation: Operation, request: CallOptions, endpoint: Endpoint) => {
    const callId = request.callId ?? crypto.randomUUID()
    const { tags } = request
    return {
      watched: {
        callId,
        onAttempt: ((attempt) => {
          const { startedAt: at, scope: _, ...told } = attempt
          append({ id: crypto.randomUUID(), callId, at, tags, ...told })
          request.onAttempt?.(attempt)
        }) satisfies CallOptions['onAttempt'],
      },
      ended: ({ cached, provider, model, usage, timing }: BaseTold) => {
        if (!cached) return
        append({
          id: crypto.randomUUID(),
          callId,
          at: Date.now(),
          provider: provider ?? endpoint.name,
          model,
          operation,
          outcome: cached.shared ? 'shared' : 'hit',
          usage,
          durationMs: timing?.totalMs ?? 0,
          tags,
        })
      },
    }
  }
  return {
    name: 'usage',
    order: 20,
    async call(operation, request, next, endpoint) {
      const { watched, ended } = watch(operation, request, endpoint)
      const response = await next({ ...request, ...watched })
      ended(response)
      return response
    },
    iterate(operation, request, next, endpoint) {
      const { watched, ended } = watch(operation, request, endpoint)
      return tap(next({ ...request, ...watched }), {
        event: (event) => event.type === 'finish' && ended(event),
      })
    },
  }
}
