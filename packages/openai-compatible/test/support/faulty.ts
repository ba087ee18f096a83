import {
  type OpenAICompatibleOptions,
  type OpenAICompatibleProvider,
  openaiCompatible,
} from '@aiu/openai-compatible'
import { type FaultId, type FaultServer, faultServer, wireTap } from '@aiu/testing/node'
import { test as base, expect } from 'vitest'
import { KEY } from './failing.ts'

/** A fault server, and a provider whose server has the fault asked for. */
export interface Faulty {
  readonly server: FaultServer
  at(id: FaultId, variant?: string, options?: Partial<OpenAICompatibleOptions>): OpenAICompatibleProvider
}

const provider = (baseURL: string, options?: Partial<OpenAICompatibleOptions>): OpenAICompatibleProvider =>
  openaiCompatible({ baseURL, apiKey: KEY, model: 'm', name: 'faulty', ...options })

/**
 * A test with a fault server of its own. Afterwards no exchange may be open there, and nothing may have reached the host that its
 * redirects lead to. With `AIU_SHOW_WIRE=1` what passes over the wire goes to stderr.
 */
export const faulty = base.extend<{ faulty: Faulty }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs out of this pattern
  faulty: async ({}, use) => {
    await using server = await faultServer()
    await using tap = process.env.AIU_SHOW_WIRE
      ? await wireTap(server.origin, (line) => process.stderr.write(`${line}\n`))
      : undefined
    const seen = (url: string): string => (tap ? url.replace(server.origin, tap.origin) : url)
    await use({
      server,
      at: (id, variant, options) => provider(seen(server.at(id, variant)), options),
    })
    await server.quiet()
    expect(server.elsewhere.requests).toEqual([])
    expect(server.openRequests).toBe(0)
  },
})
