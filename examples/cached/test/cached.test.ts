import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')

test('ten at once and another process: one call upstream, and the table says so', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'cached-test-'))
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@aiu/source', main],
      { env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } },
    )
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['asked', 'upstream calls', 'hits', 'shared', 'time', 'tokens saved', 'money saved'],
      ['ten at once', '10', '1', '0', '9', expect.stringMatching(/^\d+ ms$/), '144', '$0.0036'],
      ['again, another process', '1', '0', '1', '0', expect.stringMatching(/^\d+ ms$/), '16', '$0.0004'],
    ])
    expect(await readdir(temporary)).toEqual([])
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}, 120_000)
