import { AiuError, type ErrorCode, isAiuError, ProviderApiError, ProviderRateLimitError } from '@aiu/core'
import { expectTypeOf, test } from 'vitest'

declare const unknown: unknown
declare const error: AiuError

test('isAiuError narrows', () => {
  if (isAiuError(unknown)) {
    expectTypeOf(unknown).toEqualTypeOf<AiuError>()
    expectTypeOf(unknown.code).toEqualTypeOf<ErrorCode>()
  }
  if (isAiuError(unknown, 'rate-limit')) {
    expectTypeOf(unknown.code).toEqualTypeOf<'rate-limit'>()
    expectTypeOf(unknown.retryAfterMs).toEqualTypeOf<number | undefined>()
  }
  if (isAiuError(error, 'aborted')) expectTypeOf(error.code).toEqualTypeOf<'aborted'>()
  else expectTypeOf(error).toEqualTypeOf<AiuError>()
  // @ts-expect-error no such code
  isAiuError(error, 'rate-limits')
})

test('instanceof narrows, and leaves the rest as it was', () => {
  if (unknown instanceof ProviderApiError) expectTypeOf(unknown.hint).toEqualTypeOf<string>()
  if (error instanceof ProviderRateLimitError)
    expectTypeOf(error.retryAfterMs).toEqualTypeOf<number | undefined>()
  else expectTypeOf(error.code).toEqualTypeOf<ErrorCode>()
  // @ts-expect-error no such code
  new AiuError('oops', 'x')
  // @ts-expect-error no such field
  new AiuError('server', 'x', { statusCode: 500 })
})
