import { AiuError } from '@aiu/core'

/** Options that no request can be made with. */
export const refuse = (what: string): never => {
  throw new AiuError('configuration', what)
}
