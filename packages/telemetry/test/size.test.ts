import { weight as weightFrom } from '@aiu-tooling/support/weight'
import { expect, test } from 'vitest'

const weight = (code: string, external?: readonly string[]): Promise<number> =>
  weightFrom(code, { from: import.meta.dirname, external })

const APP = `export { createClient } from '@aiu/core'; export { openaiCompatible } from '@aiu/openai-compatible'`
const WITH = `${APP}; export { telemetry } from '../src/index.ts'`
const API = ['@opentelemetry/api']

test('an app that has OpenTelemetry downloads no more than 4,750 B for it', async () => {
  const [bare, more] = await Promise.all([weight(APP, API), weight(WITH, API)])
  expect(more - bare).toBeLessThanOrEqual(4_750)
})

test('one that has not downloads its API, too', async () => {
  const [bare, more] = await Promise.all([weight(APP), weight(WITH)])
  expect(more - bare).toBeLessThanOrEqual(7_820)
})
