/** Something that takes long has got so far. */
export interface LocalProgress {
  /** `wait`: another process is downloading the same file. */
  readonly phase: 'download' | 'unpack' | 'verify' | 'wait' | 'load'
  /** In words, for people: "SmolLM2-135M-Instruct: 41 of 98 MB (42%)". */
  readonly message: string
  readonly receivedBytes?: number | undefined
  /** Absent where the server does not tell it. */
  readonly totalBytes?: number | undefined
}

export type Tell = (progress: LocalProgress) => void

const EVERY_MS = 200

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)}`

/** Tells of bytes as they come, five times a second at most; the last ones always. */
export function byteProgress(tell: Tell, phase: LocalProgress['phase'], what: string, totalBytes?: number) {
  let told = 0
  return (receivedBytes: number): void => {
    const now = performance.now()
    if (now - told < EVERY_MS && receivedBytes !== totalBytes) return
    told = now
    const of = totalBytes
      ? `${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB (${Math.floor((receivedBytes / totalBytes) * 100)}%)`
      : `${megabytes(receivedBytes)} MB`
    tell({ phase, message: `${what}: ${of}`, receivedBytes, totalBytes })
  }
}
