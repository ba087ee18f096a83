import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new empty folder, gone after the test. */
export function temporary(): string {
  const folder = newFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A new empty folder, to be removed by whoever asked for it. */
export const newFolder = (): string => mkdtempSync(join(realpathSync(tmpdir()), 'aiu-local-'))
