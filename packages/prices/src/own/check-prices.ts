import { AiuError } from '@aiu/core'
import type { Models, OwnPrice } from './own-price.ts'

const UNITS = ['perRequest', 'perMinute', 'leastSeconds', 'perMillionCharacters', 'perImage'] as const
const NAMES = ['provider', 'model', 'tier', 'source'] as const
const KINDS = /^(input|cachedInput|cacheWrite|output|reasoning|inputAudio|outputAudio)$/
const FIELDS =
  /^(provider|model|perMillion|per(Request|Minute|MillionCharacters|Image)|leastSeconds|tier|from|until|source)$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

function refuse(what: string, hint?: string): never {
  throw new AiuError('configuration', `prices: ${what}`, { hint })
}
const isDay = (day: string): boolean => {
  const time = DAY.test(day) ? Date.parse(day) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** Throws `configuration` for a price that nothing could be reckoned by. */
export function checkPrice(price: OwnPrice, place: string): void {
  if (typeof price !== 'object' || !price) refuse(`${place} is no price.`)
  for (const name of Object.keys(price)) if (!FIELDS.test(name)) refuse(`${place} has a field ${name}.`)
  checkModels(price, place)
  const { perMillion = {}, from, until } = price
  let above = false
  const check = (name: string, amount: unknown): void => {
    if (amount === undefined) return
    if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0)
      refuse(`${name} of ${place} is ${amount}, not a number of at least 0.`)
    if ((amount as number) > 0 && name !== 'leastSeconds') above = true
  }
  if (typeof perMillion !== 'object' || !perMillion) refuse(`perMillion of ${place} is no object.`)
  for (const [kind, amount] of Object.entries(perMillion)) {
    if (!KINDS.test(kind)) refuse(`perMillion of ${place} has a field ${kind}.`)
    check(`perMillion.${kind}`, amount)
  }
  for (const name of UNITS) check(name, price[name])
  if (!above) refuse(`${place} costs nothing.`, 'Name what is free in `free`.')
  for (const [name, day] of Object.entries({ from, until }))
    if (day !== undefined && !isDay(day))
      refuse(`${name} of ${place} is "${day}", not a day such as 2026-11-01.`)
  if (from && until && from >= until) refuse(`${place} ends, on ${until}, before it begins, on ${from}.`)
}

export function checkModels(models: Models, place: string): void {
  if (typeof models !== 'object' || !models) refuse(`${place} names no models.`)
  for (const name of NAMES) {
    const word = (models as OwnPrice)[name]
    if (word !== undefined && (typeof word !== 'string' || !word.trim()))
      refuse(`${name} of ${place} is no name.`)
  }
  if (models.provider === undefined && models.model === undefined)
    refuse(`${place} names neither a provider nor a model.`, "Say provider: '*' if it is for all.")
}
