import { AiuError } from '@aiu/core'

/**
 * Throws `configuration` for a prefix that would not keep the keys of two stores apart, or that means something in a pattern or a hash
 * tag. `owner` is the factory that the message names: `redisStore`.
 */
export function checkPrefix(owner: string, prefix: string): void {
  if (/^(?=.{1,100}$)[\w.-]+(:[\w.-]+)*$/.test(prefix)) return
  throw new AiuError(
    'configuration',
    `${owner}: prefix is ${JSON.stringify(prefix)}, not letters, digits and _.- with single : between them.`,
  )
}
