import type { ChatEvent, ReplyHeaders } from '@aiu/core'
import { failure, parsed, type ReplyDecoder, type Server } from '@aiu/core/http'
import { responseError } from './response-error.ts'
import { responsesAssembler } from './responses-assembler.ts'
import { wholeResponse } from './responses-result.ts'
import { usageOf } from './usage.ts'
import type { WireEvent } from './wire-types.ts'

/** The events after which nothing comes, and what they say of the response. Without one of them the answer is not complete. */
const ENDS: Readonly<Record<string, string>> = {
  'response.completed': 'completed',
  'response.incomplete': 'incomplete',
  'response.failed': 'failed',
}

/** The stream of the Responses API as events: for `streamReply` of `@aiu/core/http`. */
export function responsesDecoder(
  server: Server,
  push: (event: ChatEvent) => void,
  headers?: ReplyHeaders,
): ReplyDecoder {
  const { add, take, end } = responsesAssembler(push, headers)
  return {
    read(data, event) {
      if (data === '[DONE]') return false
      const wire = parsed(data) as WireEvent | undefined
      const type = wire?.type ?? event ?? ''
      if (type === 'error' || event === 'error' || wire?.error || wire?.object === 'error')
        throw responseError(server, wire ?? data)
      if (!wire) throw failure(server, 'malformed', 'sent an event that is not JSON', data)
      const status = ENDS[type]
      if (!status) {
        add(type, wire)
        return false
      }
      const response = { status, ...wire.response }
      if (response.error || response.status === 'failed') {
        const usage = usageOf(response)
        if (usage) push({ type: 'usage', usage })
        throw responseError(server, response.error ?? response)
      }
      take(response)
      return true
    },
    whole: (text) => take(wholeResponse(server, text)),
    complete: () => false,
    end,
  }
}
