import { gaussian } from './gaussian.ts'
import { tinyLlama } from './tiny-llama.ts'
import { SPACE, vocabulary } from './vocabulary.ts'

const WORDS =
  'the a is and of to in it you that model answer cache token stream hello world yes no one two three'

/** A model of seeded random weights: gibberish, broken UTF-8 among it, that is the same every time. 0.5 MB. */
export function randomModel(seed = 12_345): Buffer {
  const next = gaussian(seed)
  const scale = (name: string): number =>
    name.startsWith('token_embd') ? 0.5 : name.startsWith('output') ? 0.3 : 0.12
  return tinyLlama({
    name: 'random',
    words: vocabulary(WORDS.split(' ').map((word) => SPACE + word)),
    size: 64,
    blocks: 2,
    weights: (name, count) => Float32Array.from({ length: count }, () => next() * scale(name)),
  })
}
