import { AiuError, type ErrorCode } from '@aiu/core'
import { apiError, type Server } from '@aiu/core/http'

/** Errors inside an answer have no status; these words of the API mean what a status would. Any other is the server's own fault. */
const KINDS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^rate_limit/, 'rate-limit'],
  [/^(invalid_|unsupported_|image_|empty_image|bio_policy|misalignment_policy)/, 'bad-request'],
]

/** An error told inside an answer, in whatever shape, as one of ours. */
export function responseError(server: Server, told: unknown): AiuError {
  const error = apiError(server, told)
  const { vendorCode = '', message, provider } = error
  const kind = error.code === 'server' && KINDS.find(([word]) => word.test(vendorCode))?.[1]
  return kind ? new AiuError(kind, message, { provider, vendorCode }) : error
}
