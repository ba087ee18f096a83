import { AiuError, type EmbedRequest, type EmbedResult, type Usage } from '@aiu/core'
import { failure, readNumber, readText, type Server } from '@aiu/core/http'
import { listOf } from '@aiu/openai-compatible/wire'
import type { Connection } from './client/connection.ts'

// At most 2,048 inputs, 8,192 tokens in one and 300,000 in all of one request: the API reference, embeddings/create.
const MOST_INPUTS = 2_048
const MOST_TOKENS_OF_ONE = 8_192
const MOST_TOKENS = 300_000

/**
 * Texts in batches that the API takes. Tokens are not counted, but a token stands for one byte or more, so that a text has no more
 * of them than bytes in UTF-8; and no text that the API takes has more than its limit.
 */
function batchesOf(input: readonly string[]): string[][] {
  const encoder = new TextEncoder()
  const batches: string[][] = []
  let batch: string[] = []
  let tokens = 0
  for (const text of input) {
    const most = Math.min(encoder.encode(text).length, MOST_TOKENS_OF_ONE)
    if (!batch.length || batch.length === MOST_INPUTS || tokens + most > MOST_TOKENS) {
      batch = []
      tokens = 0
      batches.push(batch)
    }
    batch.push(text)
    tokens += most
  }
  return batches
}

/** A vector as the API packs it: base64 of 32-bit floats, little-endian. Servers that pack nothing send it as it is. */
function vectorOf(told: unknown): readonly number[] | undefined {
  if (Array.isArray(told)) return told
  if (typeof told !== 'string') return
  let packed: string
  try {
    packed = atob(told)
  } catch {
    return
  }
  // Plain loops: mapping an iterator takes 14 times as long (2,048 vectors of 1,536: 1.2 s).
  const view = new DataView(new ArrayBuffer(packed.length))
  for (let at = 0; at < packed.length; at++) view.setUint8(at, packed.charCodeAt(at))
  const vector: number[] = []
  for (let at = 0; at + 4 <= packed.length; at += 4) vector.push(view.getFloat32(at, true))
  return vector
}

interface WireEmbedding {
  readonly index?: number | null
  readonly embedding?: unknown
}
type Batch = Pick<EmbedResult, 'embeddings' | 'model'> & {
  readonly input?: number | undefined
  readonly total?: number | undefined
}

function batchResult(server: Server, text: string, count: number): Batch {
  const { data, model, usage } = listOf<WireEmbedding | null>(server, text)
  const embeddings: (readonly number[])[] = []
  data.forEach((one, at) => {
    const vector = vectorOf(one?.embedding)
    if (vector) embeddings[one?.index ?? at] = vector
  })
  if (data.length !== count || embeddings.length !== count || Object.keys(embeddings).length !== count)
    throw failure(server, 'malformed', `sent ${data.length} vectors for ${count} inputs`)
  return {
    embeddings,
    model,
    input: readNumber(usage?.prompt_tokens),
    total: readNumber(usage?.total_tokens),
  }
}

/** A sum of what all told; `undefined` where one did not. */
const sum = (figures: readonly (number | undefined)[]): number | undefined =>
  figures.reduce((whole, one) => (whole === undefined || one === undefined ? undefined : whole + one), 0)

/** Vectors of any number of texts, asked for in batches, one after the other. */
export async function embedBatches(
  { server, send }: Connection,
  { input, model, dimensions, extra, signal, adapt }: EmbedRequest,
  defaultModel: string,
): Promise<EmbedResult> {
  if (/[\r\n\0]/.test(model ?? ''))
    throw new AiuError('invalid-request', 'The model name has a line break in it.')
  const results: Batch[] = []
  for (const batch of batchesOf(input)) {
    // Packed, vectors are two fifths of the bytes and are read in less time; as text 2,048 of the longest pass 64 MiB.
    const body = {
      model: model ?? defaultModel,
      input: batch,
      dimensions,
      encoding_format: 'base64',
      ...extra,
    }
    const response = await send(
      (client, options) => client.embeddings.create((adapt?.(body) ?? body) as never, options),
      signal,
    )
    results.push(batchResult(server, await readText(server, response, signal), batch.length))
  }
  const inputTokens = sum(results.map((one) => one.input))
  const totalTokens = sum(results.map((one) => one.total))
  const usage: Usage | undefined =
    inputTokens === undefined ? undefined : { inputTokens, totalTokens, source: 'provider' }
  return { embeddings: results.flatMap((one) => one.embeddings), model: results[0]?.model, usage }
}
