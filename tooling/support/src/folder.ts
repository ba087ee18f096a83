import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of this test's own, gone after it. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'aiu-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A disk of this test's own, of 512 KiB; `undefined` where none may be mounted. */
export function disk(): string | undefined {
  const path = folder()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', path], {
    stdio: 'ignore',
  })
  if (status !== 0) return
  onTestFinished(() => void spawnSync('umount', ['-l', path]))
  return path
}
