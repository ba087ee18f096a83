import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { patient } from '@aiu/core/http'
import { expect, test } from 'vitest'

test('Node gives up on a server that is silent for longer than its limit; a patient request does not', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@aiu/source',
    new URL('../support/patience.ts', import.meta.url).pathname,
  ])
  expect(JSON.parse(stdout)).toEqual({
    bare: 'UND_ERR_HEADERS_TIMEOUT',
    patient: 'late',
    aborted: 'AbortError',
  })
}, 120_000)

test('a dispatcher of the caller is left alone', () => {
  const init = { dispatcher: {} } as RequestInit
  expect(patient(init)).toBe(init)
})
