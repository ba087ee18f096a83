import { AiuError } from '@aiu/core'

/** What this provider cannot do, named. */
export function refuse(what: string, hint?: string): never {
  throw new AiuError('unsupported', `local cannot take ${what}.`, { provider: 'local', hint })
}
