import type { CostLine, Operation, Usage, UsageFigure } from '@aiu/core'
import { BILLION } from '@aiu/core/accounting'
import type { Explained } from './explained.ts'
import type { Rates } from './rates.ts'

const WORDS: { readonly [F in UsageFigure]: string } = {
  inputTokens: 'input tokens',
  outputTokens: 'output tokens',
  totalTokens: 'tokens in all',
  cachedInputTokens: 'cached input tokens',
  cacheWriteTokens: 'tokens written to the cache',
  reasoningTokens: 'reasoning tokens',
  inputAudioTokens: 'input tokens of sound',
  outputAudioTokens: 'output tokens of sound',
  audioSeconds: 'seconds of sound',
  characters: 'characters',
  images: 'images',
}

/**
 * Tokens that were answered with. Some vendors leave reasoning out of the output and count it in the total alone (xAI: 291 in, 26 out,
 * 196 reasoning, 513 in all), and bill it.
 */
function billedOutput({ inputTokens, outputTokens, totalTokens }: Usage): number | undefined {
  if (totalTokens === undefined || inputTokens === undefined) return outputTokens
  const rest = totalTokens - inputTokens
  return rest >= (outputTokens ?? 0) ? rest : outputTokens
}

/** A usage by its rates, line by line. Lines of nothing are left out. */
export function bill(usage: Usage, rates: Rates, operation: Operation): Explained {
  const { perMillion, factor, apart, currency, source, date } = rates
  for (const figure of Object.keys(WORDS) as UsageFigure[]) {
    const told = usage[figure]
    if (told !== undefined && !(Number.isFinite(told) && told >= 0))
      return { why: `The usage tells ${told} ${WORDS[figure]}.` }
  }
  if (apart) return { why: `${source} prices ${apart} apart, and no usage tells how many there were.` }

  const lines: CostLine[] = []
  let sum = 0
  const add = (what: string, units: number, price: number, per: number): void => {
    if (!units) return
    // Fifteen digits: what a product of decimals has beyond them is noise, and would tip the rounding.
    const amount = Math.round(Number(((units * price * factor * BILLION) / per).toPrecision(15)))
    lines.push({ what, units, amount: amount / BILLION })
    sum += amount
  }
  const lacking = (figure: UsageFigure): Explained => ({
    why: `The price goes by ${WORDS[figure]}, and the usage tells none.`,
  })
  const unpriced = (figure: UsageFigure): Explained => ({
    why: `${source} has no price for ${WORDS[figure]} of this model, and the usage tells ${usage[figure]}.`,
  })

  if (Object.keys(perMillion).length) {
    const { inputTokens: input, cachedInputTokens: cached = 0, cacheWriteTokens: written = 0 } = usage
    const heard = usage.inputAudioTokens ?? 0
    if (input === undefined) return lacking('inputTokens')
    if (perMillion.input === undefined && input) return unpriced('inputTokens')
    if (heard && perMillion.inputAudio === undefined) return unpriced('inputAudioTokens')
    if (heard && cached + written)
      return { why: 'The usage does not tell how many of the cached tokens were of sound.' }
    const plain = input - cached - written - heard
    if (plain < 0)
      return { why: 'The usage tells more tokens as cached, written or of sound than input tokens.' }
    const { input: price = 0 } = perMillion
    add('input', plain, price, 1e6)
    add('cached input', cached, perMillion.cachedInput ?? price, 1e6)
    add('cache write', written, perMillion.cacheWrite ?? price, 1e6)
    add('input audio', heard, perMillion.inputAudio ?? price, 1e6)

    const output = operation === 'embed' ? 0 : billedOutput(usage)
    // What is spoken is all sound, so its output price is that of sound.
    const said = operation === 'speak' ? 0 : (usage.outputAudioTokens ?? 0)
    if (output === undefined && perMillion.output !== undefined) return lacking('outputTokens')
    if (output && perMillion.output === undefined) return unpriced('outputTokens')
    if (said && perMillion.outputAudio === undefined) return unpriced('outputAudioTokens')
    const { output: outputPrice = 0 } = perMillion
    let rest = (output ?? 0) - said
    if (perMillion.reasoning !== undefined && rest) {
      const { reasoningTokens } = usage
      if (reasoningTokens === undefined) return lacking('reasoningTokens')
      rest -= reasoningTokens
      add('reasoning', reasoningTokens, perMillion.reasoning, 1e6)
    }
    if (rest < 0) return { why: 'The usage tells more tokens of sound or reasoning than output tokens.' }
    add('output', rest, outputPrice, 1e6)
    add('output audio', said, perMillion.outputAudio ?? outputPrice, 1e6)
  }
  if (rates.perHour !== undefined) {
    const { audioSeconds } = usage
    if (audioSeconds === undefined) return lacking('audioSeconds')
    add('audio seconds', Math.max(audioSeconds, rates.leastSeconds ?? 0), rates.perHour, 3_600)
  }
  if (rates.perMillionCharacters !== undefined) {
    if (usage.characters === undefined) return lacking('characters')
    add('characters', usage.characters, rates.perMillionCharacters, 1e6)
  }
  if (rates.perImage !== undefined) {
    if (usage.images === undefined) return lacking('images')
    add('images', usage.images, rates.perImage, 1)
  }
  if (rates.perRequest !== undefined) add('request', 1, rates.perRequest, 1)
  return { cost: { amount: sum / BILLION, currency, source, ...(date && { priceDate: date }), lines } }
}
