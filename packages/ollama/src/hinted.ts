import { isAiuError } from '@aiu/core'

/** How fetch says that nobody listens there: Node and Deno, Bun, Chromium, Firefox, Safari. */
const NOBODY = /refused|failed to fetch|attempting to fetch|load failed/i

/** The error, with what to do about it where Ollama is known to mean something by it. */
export function hinted(error: unknown, baseURL: string, model?: string): unknown {
  if (!isAiuError(error)) return error
  const hint = hintOf(error, baseURL, model)
  return hint ? Object.assign(error, { hint }) : error
}

function hintOf(
  { code, message }: { readonly code: string; readonly message: string },
  baseURL: string,
  model: string | undefined,
): string | undefined {
  if (code === 'connection' && NOBODY.test(message)) {
    const page = 'document' in globalThis ? ' It must allow this page’s origin, by OLLAMA_ORIGINS.' : ''
    return `No Ollama answers at ${baseURL}. Start it there: ollama serve.${page}`
  }
  if (code === 'not-found' && /model/i.test(message)) return `Fetch it: ollama pull ${model}.`
  if (code === 'bad-request' && /does not support/.test(message))
    return 'Use a model that can: listModels tells what each one is capable of.'
  if (code === 'bad-request' && /exceeds the context length/.test(message))
    return 'Make it shorter, or the context longer: options: { num_ctx }.'
  return undefined
}
