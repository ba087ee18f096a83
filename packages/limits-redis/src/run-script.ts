import { createHash } from 'node:crypto'
import { SCRIPT } from './script.ts'

interface Given {
  keys: string[]
  arguments: string[]
}

/** What a script is run by. The clients of `redis` and `@redis/client` have it, and their clusters, pools and sentinels. */
export interface RedisCommands {
  eval(script: string, given: Given): Promise<unknown>
  evalSha(sha1: string, given: Given): Promise<unknown>
}

/** For so long the whole script is sent after the server did not have it. */
const WHOLE_MS = 1_000

/**
 * Runs the script by its hash; where the server, or a proxy before it, keeps no scripts, by its text. One that has forgotten it is
 * tried by hash again after a while.
 */
export function scriptRunner(): (commands: RedisCommands, given: Given) => Promise<unknown> {
  const hash = createHash('sha1').update(SCRIPT).digest('hex')
  let wholeUntil = 0
  return async (commands, given) => {
    if (performance.now() >= wholeUntil)
      try {
        return await commands.evalSha(hash, given)
      } catch (error) {
        const said = String((error as Error | undefined)?.message)
        if (/^NOSCRIPT\b/.test(said)) wholeUntil = performance.now() + WHOLE_MS
        else if (/^NOPERM\b|unknown command|evalsha/i.test(said)) wholeUntil = Number.POSITIVE_INFINITY
        else throw error
      }
    return commands.eval(SCRIPT, given)
  }
}
