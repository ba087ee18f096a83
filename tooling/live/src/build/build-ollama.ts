import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'
import { unpackLlama } from './build-llama-server.ts'
import { run } from './run.ts'

/** The last line of versions whose engine is in the Go module: later ones fetch another program with CMake. */
const version = '0.24.0'

export const ollamaProgram = (): string =>
  join(cacheFolder(), `ollama-${version}`, process.platform === 'win32' ? 'ollama.exe' : 'ollama')

/** Builds Ollama into the cache: some 4 minutes on two cores. Needs go and a C++ compiler, and git for the headers. */
export async function buildOllama(): Promise<string> {
  // The Go module leaves out folders named "vendor", and with them headers that it includes. llama.cpp's own are the same.
  const headers = join(await unpackLlama(), 'vendor')
  const program = ollamaProgram()
  await mkdir(dirname(program), { recursive: true })
  const module = 'github.com/ollama/ollama'
  await run('go', ['install', `-ldflags=-X=${module}/version.Version=${version}`, `${module}@v${version}`], {
    env: { CGO_ENABLED: '1', CGO_CPPFLAGS: `-I${headers}`, GOBIN: dirname(program), GOFLAGS: '' },
  })
  return program
}
