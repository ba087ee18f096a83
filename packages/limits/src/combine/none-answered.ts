import { AiuError } from '@aiu/core'

/** These say, or may say, when to ask again. */
const LIMITED = /^(rate-)?limit$/
/** These may be gone the next time. */
const PASSES = /^(server|timeout|connection|interrupted|malformed)$/

const waitOf = ({ retryAfterMs = Infinity }: AiuError): number => retryAfterMs

/**
 * The failures of all as one error: that of the member which is most worth asking again. It is the one whose limit ends first; else one
 * whose failure may pass; else the first choice. All their words stand in the message, their errors in the cause.
 */
export function noneAnswered(errors: readonly AiuError[]): AiuError {
  const [limited] = errors
    .filter(({ code }) => LIMITED.test(code))
    .sort((a, b) => (waitOf(a) < waitOf(b) ? -1 : 1))
  const best = limited ?? errors.find(({ code }) => PASSES.test(code)) ?? (errors[0] as AiuError)
  return errors[1]
    ? new AiuError(
        best.code,
        `None answered. ${errors.map(({ message }) => message.replace(/\.?$/, '.')).join(' ')}`,
        {
          ...best,
          cause: new AggregateError(errors),
        },
      )
    : best
}
