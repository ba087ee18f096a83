import { rename } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { AiuError } from '@aiu/core'
import { byteProgress, type Tell } from '../progress.ts'
import { fetchFile, forget } from './fetch-file.ts'
import { verifyFile } from './verify-file.ts'

export interface DownloadModelOptions {
  readonly url: URL
  /** The file as it will be called; it appears there whole, or not at all. */
  readonly path: string
  readonly title: string
  readonly sha256: string | undefined
  readonly tell: Tell
  readonly signal: AbortSignal
}

/** Tries in a row that may bring nothing. */
const FRUITLESS = 3
const PAUSE_MS = 250

/** Downloads a model: goes on after cuts, checks what came, and puts it in its place in one step. */
export async function downloadModel({
  url,
  path,
  title,
  sha256,
  tell,
  signal,
}: DownloadModelOptions): Promise<void> {
  const part = `${path}.part`
  let report: ((receivedBytes: number) => void) | undefined
  const onBytes = (received: number, total: number | undefined): void => {
    report ??= byteProgress(tell, 'download', title, total)
    report(received)
  }
  let received = -1
  let cut: AiuError | undefined
  for (let fruitless = 0; fruitless < FRUITLESS; ) {
    const step = await fetchFile({ url, part, signal, onBytes })
    if (!step.cut) {
      tell({ phase: 'verify', message: `Checking ${title}` })
      try {
        await verifyFile(part, { bytes: step.totalBytes, sha256: sha256 ?? step.sha256 }, url.host, signal)
      } catch (cause) {
        if (!signal.aborted) await forget(part)
        throw signal.aborted ? signal.reason : cause
      }
      await rename(part, path)
      await forget(part)
      return
    }
    cut = step.cut
    fruitless = step.receivedBytes > received ? 0 : fruitless + 1
    received = step.receivedBytes
    await delay(PAUSE_MS * (fruitless + 1), undefined, { signal }).catch(() => {
      throw signal.reason
    })
  }
  throw cut
}
