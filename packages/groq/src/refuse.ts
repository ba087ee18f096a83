import { AiuError } from '@aiu/core'

/** Options that no request can be made with. */
export const refuse = (what: string): never => {
  throw new AiuError('configuration', what)
}

/** Refuses a key or a header that HTTP cannot carry. Its value is not told. */
export function mustBeSendable(name: string, value: string): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^([!-~]([ -~]*[!-~])?)?$/.test(value))
    refuse(`${name} has a line break or an odd character in it.`)
}
