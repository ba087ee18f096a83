import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { command } from '@aiu-tooling/check/command'
import { ollamaProgram } from '../build/build-ollama.ts'
import { cacheFolder } from '../cache-folder.ts'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { getJson } from './get-json.ts'
import type { Absent, LiveServer } from './live-server.ts'
import { type ModelFile, modelFile } from './model-file.ts'
import { answers, startServer } from './start-server.ts'

/** The Ollama of `OLLAMA_HOST` if it answers; else one of our own, with models of its own. */
export async function openOllama(): Promise<LiveServer | Absent> {
  const host = process.env.OLLAMA_HOST
  if (host) {
    const origin = originOf(host)
    if (await answers(`${origin}/api/version`)) return given(origin)
  }
  const unheard = host ? `nothing answers at OLLAMA_HOST (${host}), and ` : ''
  const program = findProgram({ variable: 'AIU_OLLAMA', name: 'ollama', built: ollamaProgram() })
  if (program === undefined)
    return { absent: `${unheard}there is no ollama (OLLAMA_HOST, AIU_OLLAMA, the path; or -- --build)` }
  const model = await modelFile()
  if (model === undefined)
    return { absent: `${unheard}there is no model file (AIU_LOCAL_MODEL; or -- --build)` }
  return start(program.path, `${program.where}, started`, model)
}

/** As people write it: `host`, `host:port`, `0.0.0.0`, or an address. */
function originOf(host: string): string {
  const url = new URL(/^https?:\/\//.test(host) ? host : `http://${host}`)
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  if (!url.port && !/^https?:/.test(host)) url.port = '11434'
  return url.origin
}

/** A server of somebody's: nothing is pulled or made there. */
async function given(origin: string): Promise<LiveServer | Absent> {
  const { models } = await getJson(`${origin}/api/tags`)
  const names: string[] = models.map(({ name }: { name: string }) => name)
  const wanted = process.env.OLLAMA_MODEL
  const model = wanted ?? names.find((name) => /^smollm2\b/.test(name))?.replace(/:latest$/, '')
  if (model === undefined)
    return {
      absent: `${origin} has no smollm2: name a small model in OLLAMA_MODEL, or run: ollama pull smollm2:135m`,
    }
  const { version } = await getJson(`${origin}/api/version`)
  return { origin, model, version, ours: false, how: 'OLLAMA_HOST', close: async () => {} }
}

async function start(program: string, how: string, model: ModelFile): Promise<LiveServer> {
  const folder = join(cacheFolder(), 'ollama')
  const host = `127.0.0.1:${await freePort()}`
  const origin = `http://${host}`
  // Its key goes to its home, so it gets one that is not the user's.
  const env = {
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(folder, 'models'),
    OLLAMA_NUM_PARALLEL: '1',
    OLLAMA_NOHISTORY: '1',
    HOME: folder,
    USERPROFILE: folder,
  }
  await mkdir(env.OLLAMA_MODELS, { recursive: true })
  const close = await startServer({ program, args: ['serve'], env, ready: `${origin}/api/version` })
  try {
    const recipe = join(folder, 'Modelfile')
    // More threads than free cores make llama.cpp a thousand times slower.
    await writeFile(recipe, `FROM ${model.path}\nPARAMETER num_thread 1\n`)
    const made = await command(program, ['create', model.name, '-f', recipe], { env })
    if (made.code !== 0) throw new Error(`ollama create ended with ${made.code}:\n${made.output}`)
    const { version } = await getJson(`${origin}/api/version`)
    return { origin, model: model.name, version, ours: true, how, close }
  } catch (error) {
    await close()
    throw error
  }
}
