import { existsSync } from 'node:fs'
import { downloadModel, modelFile } from '../servers/model-file.ts'
import { buildLlamaServer, llamaServerProgram } from './build-llama-server.ts'
import { buildOllama, ollamaProgram } from './build-ollama.ts'

/** Brings into the cache what the suite can be run with and is not there yet. What cannot be built is told, and hinders nothing. */
export async function buildMissing(tell: (line: string) => void): Promise<void> {
  const parts: readonly (readonly [what: string, there: boolean, get: () => Promise<unknown>])[] = [
    ['the model', (await modelFile()) !== undefined, () => downloadModel(tell)],
    ['ollama', existsSync(ollamaProgram()), buildOllama],
    ['llama-server', existsSync(llamaServerProgram()), buildLlamaServer],
  ]
  for (const [what, there, get] of parts) {
    if (there) {
      tell(`${what}: in the cache already`)
      continue
    }
    tell(`${what}: getting it; building a server takes its time`)
    const from = performance.now()
    try {
      await get()
      tell(`${what}: ready after ${Math.round((performance.now() - from) / 1000)} s`)
    } catch (error) {
      tell(`${what}: could not be had: ${error instanceof Error ? error.message : error}`)
    }
  }
}
