import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { AiuError } from '@aiu/core'

export interface Expected {
  readonly bytes?: number | undefined
  readonly sha256?: string | undefined
}

/** Is the file a GGUF file, of this size and hash? Throws `malformed` if not. */
export async function verifyFile(
  path: string,
  expected: Expected,
  source: string,
  signal: AbortSignal,
): Promise<void> {
  const wrong = (what: string): never => {
    throw new AiuError('malformed', `The file from ${source} is not the model: ${what}.`, {
      provider: 'local',
      hint: 'Check the address and the hash; something between may have changed the file.',
    })
  }
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    if (buffer.toString('latin1') !== 'GGUF') wrong('it is not a GGUF file')
    const { size } = await file.stat()
    if (expected.bytes !== undefined && size !== expected.bytes)
      wrong(`it has ${size} bytes, not ${expected.bytes}`)
  } finally {
    await file.close()
  }
  if (expected.sha256 === undefined) return
  const sha256 = await sha256Of(path, signal)
  if (sha256 !== expected.sha256) wrong(`its SHA-256 is ${sha256}, not ${expected.sha256}`)
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}
