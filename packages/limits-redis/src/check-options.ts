import { AiuError } from '@aiu/core'
import type { RedisLimitsOptions } from './redis-limits.ts'

const refuse = (what: string, hint?: string): never => {
  throw new AiuError('configuration', `redisLimits: ${what}`, { hint })
}

/** Throws `configuration` for what cannot be meant, but for the url. */
export function checkOptions(options: RedisLimitsOptions): void {
  const { url, client, prefix = 'aiu', whenLost, patienceMs = 1 } = options ?? {}
  if ((url === undefined) === (client === undefined)) refuse('give either a url or a client.')
  if (client && (typeof client.eval !== 'function' || typeof client.evalSha !== 'function'))
    refuse('client has no eval and evalSha.', 'Give a client of the package redis or @redis/client.')
  if (!/^(?=.{1,100}$)[\w.-]+(:[\w.-]+)*$/.test(prefix))
    refuse(`prefix is ${JSON.stringify(prefix)}, not letters, digits and _.- with single : between them.`)
  if (!(Number.isFinite(patienceMs) && patienceMs >= 1)) refuse(`patienceMs is ${patienceMs}, not 1 or more.`)
  if (whenLost === 'closed') return
  const { local, share = Number.NaN } = Object(whenLost) as { local?: unknown; share?: number }
  if (typeof Object(local).reserve !== 'function')
    refuse(
      "whenLost is neither 'closed' nor { local, share }.",
      'Say what happens while Redis cannot be asked: { local: memoryLimits(), share: 1 / 4 } for four processes.',
    )
  if (!(share > 0 && share <= 1)) refuse(`share is ${share}, not above 0 and at most 1.`)
}
