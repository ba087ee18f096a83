/** The smallest part of the GGUF format that a test model needs. */

export type Value =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'f32s' | 'i32s'; readonly value: readonly number[] }

export interface Tensor {
  readonly name: string
  /** Innermost first. */
  readonly dims: readonly number[]
  readonly data: Float32Array
}

export const u32 = (value: number): Value => ({ type: 'u32', value })
export const f32 = (value: number): Value => ({ type: 'f32', value })
export const bool = (value: boolean): Value => ({ type: 'bool', value })
export const text = (value: string): Value => ({ type: 'string', value })

const ALIGNMENT = 32
const U32 = 4
const I32 = 5
const F32 = 6
const BOOL = 7
const STRING = 8
const ARRAY = 9

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT

/** A file of 32-bit tensors. */
export function ggufFile(keys: Readonly<Record<string, Value>>, tensors: readonly Tensor[]): Buffer {
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    number(U32, 3),
    long(tensors.length),
    long(Object.keys(keys).length),
    ...Object.entries(keys).flatMap(([name, value]) => [string(name), encoded(value)]),
    ...placed(tensors),
  ])
  const bodies = tensors.map(({ data }) => padded(Buffer.from(data.buffer, data.byteOffset, data.byteLength)))
  return Buffer.concat([padded(head), ...bodies])
}

/** Each tensor's name, shape and place. */
function placed(tensors: readonly Tensor[]): Buffer[] {
  let offset = 0
  return tensors.map(({ name, dims, data }) => {
    const info = [string(name), number(U32, dims.length), ...dims.map(long), number(U32, 0), long(offset)]
    offset += aligned(data.byteLength)
    return Buffer.concat(info)
  })
}

function encoded({ type, value }: Value): Buffer {
  switch (type) {
    case 'u32':
      return Buffer.concat([number(U32, U32), number(U32, value)])
    case 'f32':
      return Buffer.concat([number(U32, F32), number(F32, value)])
    case 'bool':
      return Buffer.concat([number(U32, BOOL), Buffer.from([value ? 1 : 0])])
    case 'string':
      return Buffer.concat([number(U32, STRING), string(value)])
    case 'strings':
      return list(STRING, value.map(string))
    case 'f32s':
      return list(
        F32,
        value.map((item) => number(F32, item)),
      )
    case 'i32s':
      return list(
        I32,
        value.map((item) => number(I32, item)),
      )
  }
}

const list = (type: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([number(U32, ARRAY), number(U32, type), long(items.length), ...items])

function number(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  if (type === U32) bytes.writeUInt32LE(value)
  else if (type === I32) bytes.writeInt32LE(value)
  else bytes.writeFloatLE(value)
  return bytes
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

const string = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([long(bytes.length), bytes])
}

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])
