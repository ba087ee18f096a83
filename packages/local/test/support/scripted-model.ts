import { gaussian } from './gaussian.ts'
import { tinyLlama } from './tiny-llama.ts'
import { byteToken, END, vocabulary } from './vocabulary.ts'

/** The last token of every prompt, after which the script begins. */
const CUE = '>'
const SIZE = 128
const SURE = 4

/** What the model says: tokens, each of them once; a number is one byte. */
export type Script = readonly (string | number)[]

/**
 * A model that always gives the same answer, token by token. Attention and feed-forward are zero, so that the next token hangs on the
 * last one alone; each token's embedding points at its follower in the output.
 */
export function scriptedModel(script: Script): Buffer {
  const tokens = script.map((token) => (typeof token === 'number' ? byteToken(token) : token))
  const words = vocabulary(tokens)
  const next = gaussian(7)
  const embeddings = Float32Array.from({ length: SIZE * words.size }, next)
  const output = new Float32Array(SIZE * words.size)
  const chain = [CUE, ...tokens, END].map(words.id)
  for (const [index, id] of chain.entries()) {
    const follower = chain[index + 1]
    if (follower === undefined) break
    const length = Math.hypot(...embeddings.subarray(id * SIZE, (id + 1) * SIZE))
    for (let at = 0; at < SIZE; at++)
      output[follower * SIZE + at] = (SURE * (embeddings[id * SIZE + at] ?? 0)) / length
  }
  return tinyLlama({
    name: 'scripted',
    words,
    size: SIZE,
    blocks: 1,
    weights: (name, count) =>
      name.startsWith('token_embd')
        ? embeddings
        : name.startsWith('output')
          ? output
          : new Float32Array(count),
  })
}
