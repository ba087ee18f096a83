import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reply } from '../reply.ts'

/** What a correct client reports; see `fixtures/README.md`. */
export interface ExpectedOutcome {
  readonly stream: boolean
  readonly text?: string
  readonly reasoning?: string
  readonly refusal?: string
  readonly toolCalls?: readonly { readonly id?: string; readonly name: string; readonly arguments: string }[]
  readonly sources?: readonly string[]
  readonly finishReason?: string | null
  readonly finish?: string
  readonly mustNotBe?: string
  readonly usage?: {
    readonly input?: number
    readonly output?: number
    readonly total?: number
    readonly cachedInput?: number
    readonly reasoning?: number
  } | null
  readonly error?: {
    readonly kind?: string
    readonly message?: string
    readonly code?: string | number
    readonly type?: string
  }
  readonly textBeforeError?: string
  readonly embeddings?: readonly (readonly number[])[]
  readonly noPollution?: boolean
}

/** A reply as bytes, and what it holds. */
export interface WireCase {
  readonly id: string
  readonly api: string
  readonly why?: string | undefined
  readonly reply: Required<Reply> & { readonly body: Uint8Array }
  readonly expected: ExpectedOutcome
}

/** Every `*.case.json` of a folder with its body, by name. */
export function readCases(folder: string | URL): WireCase[] {
  const path = folder instanceof URL ? fileURLToPath(folder) : folder
  return readdirSync(path)
    .filter((file) => file.endsWith('.case.json'))
    .sort()
    .map((file) => {
      const {
        id = basename(file, '.case.json'),
        api,
        why,
        response,
        expected,
      } = JSON.parse(readFileSync(join(path, file), 'utf8'))
      const body = new Uint8Array(readFileSync(join(path, response.bodyFile)))
      return { id, api, why, reply: { status: response.status, headers: response.headers, body }, expected }
    })
}

/** The cases that come with this package, one for each thing that servers are known to do: all, or those of one API. */
export const builtCases = (api?: string): WireCase[] =>
  readCases(new URL('../../fixtures/', import.meta.url)).filter((one) => !api || one.api === api)
