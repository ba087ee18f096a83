import type { WireError, WireModel, WireRequest } from './wire-kit.ts'

// What OpenAI's wires have in common: the bodies around the answers.

/** The path without its query. */
export const pathOf = ({ path }: WireRequest): string => path.replace(/\?.*/, '')

/** What is asked beside answers, by the end of the path. */
export function asksBeside(request: WireRequest) {
  const path = pathOf(request)
  if (path.endsWith('/models')) return { operation: 'listModels' } as const
  if (!path.endsWith('/embeddings')) return undefined
  return { operation: 'embed', input: [request.body?.input].flat().map(String) } as const
}

export const errorBody = ({ message, type, code }: WireError): string =>
  JSON.stringify({ error: { message, type: type ?? 'test_error', ...(code !== undefined && { code }) } })

export const embeddingsBody = (vectors: readonly (readonly number[])[]): string =>
  JSON.stringify({
    object: 'list',
    model: 'example-1',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    usage: { prompt_tokens: 3, total_tokens: 3 },
  })

/** Models, with what a vendor tells of each beside its id. */
export const modelsBody = (models: readonly WireModel[], more: (model: WireModel) => object): string =>
  JSON.stringify({
    object: 'list',
    data: models.map((model) => ({ id: model.id, object: 'model', ...more(model) })),
  })
