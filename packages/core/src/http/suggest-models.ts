import { AiuError, isAiuError } from '../errors/aiu-error.ts'
import type { CallOptions } from '../words/call-options.ts'
import type { ModelsResult } from '../words/models.ts'

const PATIENCE_MS = 2_000
const MOST_NAMES = 3

/**
 * Throws the error again; one that says the model was not found with the names of the nearest models there are in its hint, where they
 * can be had within two seconds.
 */
export async function suggestModels(
  error: unknown,
  model: string | undefined,
  list: (request: CallOptions) => Promise<ModelsResult>,
): Promise<never> {
  if (!model || !isAiuError(error, 'not-found') || !/model/i.test(`${error.vendorCode} ${error.message}`))
    throw error
  const listed = await list({ signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined)
  const names = nearest(
    model,
    (listed?.models ?? []).map(({ id }) => id),
  )
  if (!names[0]) throw error
  const { code, message, cause, stack: _, name: __, ...fields } = error
  const hint = `${error.hint} Near names: ${names.join(', ')}.`
  throw new AiuError(code, message, { ...fields, cause, hint })
}

/** The names that differ from the wanted one in less than half of it, the nearest first. */
const nearest = (wanted: string, names: readonly string[]): string[] =>
  names
    .map((name) => ({ name, far: far(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far < Math.max(wanted.length, 4) / 2)
    .sort((one, other) => one.far - other.far)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)

/** Whoever mistypes a name writes no tag behind it: `smolm2` is near `smollm2:latest`. */
const far = (wanted: string, name: string): number =>
  Math.min(distance(wanted, name), distance(wanted, name.replace(/:[^:]*$/, '')))

/** How many characters must be put in, taken out or changed; a name that holds the wanted one, with a maker or a tag, is near. */
function distance(wanted: string, name: string): number {
  if (wanted.length > 2 && name.includes(wanted)) return (name.length - wanted.length) / 100
  let row = Array.from({ length: name.length + 1 }, (_, at) => at)
  for (let i = 1; i <= wanted.length; i++) {
    const next = [i]
    for (let j = 1; j <= name.length; j++)
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (wanted[i - 1] === name[j - 1] ? 0 : 1),
      )
    row = next
  }
  return row[name.length] ?? 0
}
