import type { ChatResult, ReplyHeaders } from '@aiu/core'
import { collector, failure, parsed, type Server } from '@aiu/core/http'
import { responseError } from './response-error.ts'
import { responsesAssembler } from './responses-assembler.ts'
import type { WireResponse } from './wire-types.ts'

/** A reply that came as one JSON text. HTTP 200 is not success: an error inside, a failed response, or another shape throws. */
export function wholeResponse(server: Server, text: string): WireResponse {
  const wire = parsed(text) as WireResponse | undefined
  if (wire?.error || wire?.object === 'error' || wire?.status === 'failed')
    throw responseError(server, wire.error ?? wire)
  if (!Array.isArray(wire?.output))
    throw failure(server, 'malformed', 'sent no answer', text || 'an empty reply')
  return wire as WireResponse
}

/** A whole reply as a result. */
export function responsesResult(wire: WireResponse, headers?: ReplyHeaders): ChatResult {
  const { result, add } = collector()
  const { take, end } = responsesAssembler(add, headers)
  take(wire)
  end()
  return result
}
