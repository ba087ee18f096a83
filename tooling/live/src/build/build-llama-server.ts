import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '@aiu-tooling/check/command'
import { cacheFolder } from '../cache-folder.ts'
import { run } from './run.ts'

/** llama.cpp's source comes with node-llama-cpp, which `@aiu/local` is tested with, as a git bundle. */
const bundle = join(root, 'packages/local/node_modules/node-llama-cpp/llama/gitRelease.bundle')

/** The source's folder, named after what is in the bundle: another release is built anew. */
function llamaSource(): string {
  const hash = existsSync(bundle) ? createHash('sha256').update(readFileSync(bundle)).digest('hex') : 'none'
  return join(cacheFolder(), `llama.cpp-${hash.slice(0, 12)}`)
}

export const llamaServerProgram = (): string =>
  join(llamaSource(), 'build/bin', process.platform === 'win32' ? 'llama-server.exe' : 'llama-server')

/** Unpacks llama.cpp's source into the cache. Needs git. */
export async function unpackLlama(): Promise<string> {
  const source = llamaSource()
  if (existsSync(join(source, 'CMakeLists.txt'))) return source
  if (!existsSync(bundle)) throw new Error('node-llama-cpp is not installed: run npm run setup')
  await mkdir(dirname(source), { recursive: true })
  await run('git', ['clone', '--quiet', bundle, source])
  return source
}

/** Builds llama-server into the cache: some 20 minutes on one core. Needs git, cmake and a C++ compiler. */
export async function buildLlamaServer(): Promise<string> {
  const cwd = await unpackLlama()
  // No code that only this very processor has: a cache may be carried to another machine.
  const x64 = ['GGML_NATIVE=OFF', 'GGML_AVX2=ON', 'GGML_FMA=ON', 'GGML_F16C=ON', 'GGML_BMI2=ON']
  const settings = [
    'CMAKE_BUILD_TYPE=Release',
    ...(process.arch === 'x64' ? x64 : []),
    'LLAMA_CURL=OFF',
    'LLAMA_BUILD_UI=OFF',
    'LLAMA_BUILD_TESTS=OFF',
    'BUILD_SHARED_LIBS=OFF',
  ]
  await run('cmake', ['-B', 'build', ...settings.map((setting) => `-D${setting}`)], { cwd })
  await run('cmake', ['--build', 'build', `-j${availableParallelism()}`, '--target', 'llama-server'], { cwd })
  return llamaServerProgram()
}
