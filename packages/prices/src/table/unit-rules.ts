import type { Rates } from '../rates.ts'

/**
 * Prices by the unit that the table lacks, by its name of the vendor and the vendor's name of the model; USD, as read on 2026-11-23.
 * OpenAI: developers.openai.com/api/docs/models/tts-1, .../tts-1-hd.
 */
export const UNIT_PRICES: Readonly<Record<string, Pick<Rates, 'perMillionCharacters'>>> = {
  'openai tts-1': { perMillionCharacters: 15 },
  'openai tts-1-1106': { perMillionCharacters: 15 },
  'openai tts-1-hd': { perMillionCharacters: 30 },
  'openai tts-1-hd-1106': { perMillionCharacters: 30 },
}

/** Seconds that are billed at least: console.groq.com/docs/speech-to-text. */
export const LEAST_SECONDS: Readonly<Record<string, number>> = { groq: 10 }
