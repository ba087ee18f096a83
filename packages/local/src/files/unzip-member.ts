import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

export interface UnzipOptions {
  readonly zip: string
  /** The one member wanted, by its name's end: ".gguf". */
  readonly suffix: string
  /** A new file; fails if there is one. */
  readonly out: string
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number, totalBytes: number) => void
}

export interface Unzipped {
  readonly bytes: number
  readonly sha256: string
}

interface Member {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MOST_COMMENT = 65_535

/** Writes the one member of a zip file whose name ends so, piece by piece, never more than the zip says it is. */
export async function unzipMember({ zip, suffix, out, signal, onBytes }: UnzipOptions): Promise<Unzipped> {
  const { start, method, packed, size } = await find(zip, suffix)
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(zip, { start, end: start + packed - 1, highWaterMark: 1 << 20 }),
    method === 0 ? new PassThrough() : createInflateRaw(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes > size) throw new Error(`${suffix} member is larger than the zip file says`)
        hash.update(chunk)
        onBytes(bytes, size)
        yield chunk
      }
    },
    createWriteStream(out, { flags: 'wx', mode: 0o600 }),
    { signal },
  )
  if (bytes !== size) throw new Error(`${suffix} member is shorter than the zip file says`)
  return { bytes, sha256: hash.digest('hex') }
}

async function find(zip: string, suffix: string): Promise<Member & { readonly start: number }> {
  const file = await open(zip)
  try {
    const members = (await directory(file)).filter(({ name }) => name.endsWith(suffix))
    const [member] = members
    if (!member || members.length > 1)
      throw new Error(`The zip file has ${members.length} members that end in ${suffix}, not one`)
    if (member.method !== 0 && member.method !== 8)
      throw new Error(`${member.name} is packed in a way not known (${member.method})`)
    const head = await bytesAt(file, member.offset, 30)
    if (head.readUInt32LE(0) !== LOCAL) throw new Error('The zip file is damaged')
    return { ...member, start: member.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28) }
  } finally {
    await file.close()
  }
}

/** What the zip file says it holds. */
async function directory(file: FileHandle): Promise<Member[]> {
  const { size } = await file.stat()
  const tail = await bytesAt(
    file,
    Math.max(0, size - END_BYTES - MOST_COMMENT),
    Math.min(size, END_BYTES + MOST_COMMENT),
  )
  let at = tail.length - END_BYTES
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--
  if (at < 0) throw new Error('This is not a zip file')
  const entries = await bytesAt(file, tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 12))
  const members: Member[] = []
  for (let next = 0; next + 46 <= entries.length && entries.readUInt32LE(next) === CENTRAL; ) {
    const nameBytes = entries.readUInt16LE(next + 28)
    members.push({
      name: entries.toString('utf8', next + 46, next + 46 + nameBytes),
      method: entries.readUInt16LE(next + 10),
      packed: entries.readUInt32LE(next + 20),
      size: entries.readUInt32LE(next + 24),
      offset: entries.readUInt32LE(next + 42),
    })
    next += 46 + nameBytes + entries.readUInt16LE(next + 30) + entries.readUInt16LE(next + 32)
  }
  return members
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead < length) throw new Error('The zip file is cut short')
  return buffer
}
