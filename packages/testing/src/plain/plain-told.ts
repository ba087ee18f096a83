import type { PlainOutcome } from './plain-outcome.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a server sends has no type
export type Wire = any

export type Call = PlainOutcome['toolCalls'][number]

/** An error as a server tells it: a text, or an object with a message. */
export function toldError(told: Wire): NonNullable<PlainOutcome['error']> {
  const message = typeof told === 'string' ? told : told.message
  return {
    kind: 'told',
    ...(typeof message === 'string' && { message }),
    ...(told.code != null && { code: told.code }),
    ...(told.type != null && { type: told.type }),
  }
}

/** The figures that are told. */
export function plainUsage(
  told: Readonly<Record<keyof NonNullable<PlainOutcome['usage']>, unknown>>,
): NonNullable<PlainOutcome['usage']> {
  return Object.fromEntries(Object.entries(told).filter(([, figure]) => typeof figure === 'number'))
}

export function parsed(text: string): Wire {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
