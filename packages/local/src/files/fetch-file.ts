import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AiuError, isAiuError } from '@aiu/core'
import { type Followed, follow, refused } from './follow.ts'
import { watchdog } from './watchdog.ts'

export interface FetchFileOptions {
  readonly url: URL
  /** Where the file grows. Beside it, in `PART.json`, stands what is needed to go on with it later. */
  readonly part: string
  readonly signal: AbortSignal
  readonly onBytes: (receivedBytes: number, totalBytes: number | undefined) => void
}

/** How far one try came. */
export interface Fetched {
  readonly receivedBytes: number
  /** Absent where the server does not tell it. */
  readonly totalBytes: number | undefined
  /** Absent when the file is complete. */
  readonly cut?: AiuError | undefined
  readonly sha256: string | undefined
}

/** Patience for a first reply: whoever has no way to the hub should not wait long for another way to a model. */
const REPLY_MS = 7_000
const IDLE_MS = 30_000
const SPARE_BYTES = 16e6

interface Notes {
  /** The address, hashed: it may hold what nobody else should read. */
  readonly address: string
  /** The reply's ETag or Last-Modified: a part is gone on with only while the file is the same. */
  readonly validator: string
}

/**
 * One try at a file: goes on where an earlier one was cut, if the server has the same file still, else starts anew. A cut after the first
 * byte is told, not thrown, since the next try goes on from there.
 */
export async function fetchFile(options: FetchFileOptions): Promise<Fetched> {
  const { url, part, signal } = options
  const begun = await partOf(url, part)
  const dog = watchdog(signal)
  try {
    dog.feed(REPLY_MS)
    const range = begun && { range: `bytes=${begun.bytes}-`, 'if-range': begun.validator }
    const followed = await follow(url, range ?? {}, dog.signal).catch((cause: unknown) => {
      if (signal.aborted) throw signal.reason
      throw isAiuError(cause) ? cause : unreachable(url, cause, dog.barked)
    })
    const { status } = followed.response
    if (status === 416 && begun) {
      await followed.response.body?.cancel()
      await forget(part)
      return await fetchFile(options)
    }
    if (status !== 200 && status !== 206) {
      await followed.response.body?.cancel()
      throw refused(url, status)
    }
    return await save(options, followed, status === 206 ? begun?.bytes : undefined, dog)
  } finally {
    dog.stop()
  }
}

/** Forgets a part, so that the next try starts anew. */
export async function forget(part: string): Promise<void> {
  await rm(part, { force: true })
  await rm(`${part}.json`, { force: true })
}

const hashed = (url: URL): string => createHash('sha256').update(url.href).digest('hex')

async function partOf(url: URL, part: string): Promise<{ bytes: number; validator: string } | undefined> {
  try {
    const notes = JSON.parse(await readFile(`${part}.json`, 'utf8')) as Notes
    const { size } = await stat(part)
    return notes.address === hashed(url) && notes.validator && size > 0
      ? { bytes: size, validator: notes.validator }
      : undefined
  } catch {
    return undefined
  }
}

async function save(
  { url, part, signal, onBytes }: FetchFileOptions,
  { response, sha256 }: Followed,
  begun: number | undefined,
  dog: ReturnType<typeof watchdog>,
): Promise<Fetched> {
  const { headers } = response
  const [, from, of] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
  if (response.status === 206 && (begun === undefined || Number(from) !== begun)) {
    await response.body?.cancel()
    await forget(part)
    throw new AiuError('malformed', `${url.host} sent another part of the file than was asked for.`, {
      provider: 'local',
    })
  }
  const length = of ?? headers.get('content-length') ?? undefined
  const total = length === undefined ? undefined : Number(length)
  let received = begun ?? 0
  let file: FileHandle | undefined
  const soFar = (): Fetched => ({ receivedBytes: received, totalBytes: total, sha256 })
  try {
    await checkSpace(dirname(part), (total ?? 0) - received)
    if (begun === undefined) {
      await forget(part)
      const etag = headers.get('etag')
      const validator = (etag && !etag.startsWith('W/') ? etag : headers.get('last-modified')) ?? ''
      await writeFile(`${part}.json`, JSON.stringify({ address: hashed(url), validator } satisfies Notes), {
        mode: 0o600,
      })
    }
    file = await open(part, 'a', 0o600)
    const reader = response.body?.getReader()
    onBytes(received, total)
    for (;;) {
      dog.feed(IDLE_MS)
      const step = await reader?.read().catch((cause: unknown) => new Cut(cause))
      if (step instanceof Cut) {
        if (signal.aborted) throw signal.reason
        return { ...soFar(), cut: unreachable(url, step.cause, dog.barked) }
      }
      if (!step || step.done) break
      await file.writeFile(step.value)
      received += step.value.length
      onBytes(received, total)
    }
    if (total !== undefined && received < total)
      return { ...soFar(), cut: unreachable(url, undefined, false) }
    await file.sync()
    return soFar()
  } catch (cause) {
    await response.body?.cancel().catch(() => {})
    throw cause
  } finally {
    await file?.close()
  }
}

class Cut {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > bytes + SPARE_BYTES) return
  throw new AiuError(
    'configuration',
    `The disk is too full for the model: ${Math.ceil(bytes / 1e6)} MB are needed.`,
    {
      provider: 'local',
      hint: 'Make room, or give a modelsDir on another disk.',
    },
  )
}

function unreachable(url: URL, cause: unknown, impatient: boolean): AiuError {
  const { message, cause: inner } = (cause ?? {}) as {
    message?: string
    cause?: { code?: string; message?: string }
  }
  const why = impatient
    ? 'no reply in time'
    : (inner?.code ?? inner?.message ?? message ?? 'the connection was cut')
  return new AiuError('connection', `The model cannot be downloaded from ${url.host}: ${why}.`, {
    cause,
    provider: 'local',
  })
}
