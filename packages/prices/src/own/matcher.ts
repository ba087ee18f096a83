import type { Priced } from '@aiu/core'
import type { Models } from './own-price.ts'

/** Does a text fit a pattern, in which `*` stands for any characters? */
export function wildcard(pattern: string): (text: string) => boolean {
  const source = pattern.trim().split('*').map(literal).join('.*')
  const expression = new RegExp(`^${source}$`, 'is')
  return (text) => expression.test(text)
}
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Are these the models that a use is of? */
export function matcher({ provider = '*', model = '*' }: Models): (of: Priced) => boolean {
  const isProvider = wildcard(provider.replace(/\/+$/, ''))
  const isModel = wildcard(model)
  return ({ endpoint: { name, baseURL }, model }) =>
    isModel(model) && (isProvider(name) || (baseURL !== undefined && isProvider(baseURL.replace(/\/+$/, ''))))
}
