import { f32, ggufFile, type Tensor, text, u32 } from './gguf.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface TinyLlama {
  readonly name: string
  readonly words: Vocabulary
  /** Length of an embedding; a multiple of 64. */
  readonly size: number
  readonly blocks: number
  /** The numbers of one tensor, by its name; norms are 1 whatever it says. */
  readonly weights: (name: string, count: number) => Float32Array
}

const CONTEXT = 2048
const HEADS = 4
const KV_HEADS = 2

/** A model of the llama architecture, as small as llama.cpp takes it. */
export function tinyLlama({ name, words, size, blocks, weights }: TinyLlama): Buffer {
  const head = size / HEADS
  const hidden = 2 * size
  const tensor = (name: string, ...dims: number[]): Tensor => {
    const count = dims.reduce((product, dim) => product * dim)
    return { name, dims, data: /norm/.test(name) ? new Float32Array(count).fill(1) : weights(name, count) }
  }
  const block = (index: number): Tensor[] => {
    const of = (part: string, ...dims: number[]): Tensor => tensor(`blk.${index}.${part}.weight`, ...dims)
    return [
      of('attn_norm', size),
      of('attn_q', size, HEADS * head),
      of('attn_k', size, KV_HEADS * head),
      of('attn_v', size, KV_HEADS * head),
      of('attn_output', HEADS * head, size),
      of('ffn_norm', size),
      of('ffn_gate', size, hidden),
      of('ffn_down', hidden, size),
      of('ffn_up', size, hidden),
    ]
  }
  return ggufFile(
    {
      'general.architecture': text('llama'),
      'general.name': text(name),
      'general.file_type': u32(0),
      'llama.context_length': u32(CONTEXT),
      'llama.embedding_length': u32(size),
      'llama.feed_forward_length': u32(hidden),
      'llama.block_count': u32(blocks),
      'llama.attention.head_count': u32(HEADS),
      'llama.attention.head_count_kv': u32(KV_HEADS),
      'llama.attention.layer_norm_rms_epsilon': f32(1e-5),
      'llama.rope.dimension_count': u32(head),
      ...words.keys,
    },
    [
      tensor('token_embd.weight', size, words.size),
      tensor('output_norm.weight', size),
      tensor('output.weight', size, words.size),
      ...Array.from({ length: blocks }, (_, index) => block(index)).flat(),
    ],
  )
}
