import { bool, text, u32, type Value } from './gguf.ts'

/** A space, as this kind of tokenizer writes it. */
export const SPACE = '\u2581'
export const END = '</s>'

/** The token of one byte. */
export const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`

const NORMAL = 1
const UNKNOWN = 2
const CONTROL = 3
const BYTE = 6

const TEMPLATE = '{% for m in messages %}<|{{ m.role }}|>{{ m.content }}\n{% endfor %}<|assistant|>'

export interface Vocabulary {
  readonly size: number
  id(token: string): number
  readonly keys: Readonly<Record<string, Value>>
}

/** Three special tokens, every byte, printable ASCII, and the words given. */
export function vocabulary(words: readonly string[]): Vocabulary {
  const tokens: string[] = []
  const types: number[] = []
  const scores: number[] = []
  const ids = new Map<string, number>()
  const add = (token: string, type: number, score: number): void => {
    if (ids.has(token)) return
    ids.set(token, tokens.length)
    tokens.push(token)
    types.push(type)
    scores.push(score)
  }
  add('<unk>', UNKNOWN, 0)
  add('<s>', CONTROL, 0)
  add(END, CONTROL, 0)
  for (let byte = 0; byte < 256; byte++) add(byteToken(byte), BYTE, 0)
  for (let code = 32; code < 127; code++)
    add(code === 32 ? SPACE : String.fromCharCode(code), NORMAL, -1000 - code)
  words.forEach((word, index) => {
    add(word, NORMAL, -1 - index)
  })
  return {
    size: tokens.length,
    id(token) {
      const id = ids.get(token)
      if (id === undefined) throw new Error(`no token "${token}"`)
      return id
    },
    keys: {
      'tokenizer.ggml.model': text('llama'),
      'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
      'tokenizer.ggml.scores': { type: 'f32s', value: scores },
      'tokenizer.ggml.token_type': { type: 'i32s', value: types },
      'tokenizer.ggml.bos_token_id': u32(1),
      'tokenizer.ggml.eos_token_id': u32(2),
      'tokenizer.ggml.unknown_token_id': u32(0),
      'tokenizer.ggml.add_bos_token': bool(true),
      'tokenizer.chat_template': text(TEMPLATE),
    },
  }
}
