import { command } from '@aiu-tooling/check/command'
import { llamaServerProgram } from '../build/build-llama-server.ts'
import { findProgram } from './find-program.ts'
import { freePort } from './free-port.ts'
import { getJson } from './get-json.ts'
import type { Absent, LiveServer } from './live-server.ts'
import { modelFile } from './model-file.ts'
import { answers, startServer } from './start-server.ts'

/** The context of each slot of the servers that we start, in tokens. */
export const LLAMA_CONTEXT = 2048

/** The llama-server of `LLAMA_SERVER_URL` if it answers; else one of our own. */
export async function openLlamaServer(): Promise<LiveServer | Absent> {
  const { LLAMA_SERVER_URL: url, LLAMA_SERVER_BASE_URL: base = url } = process.env
  if (base) {
    const { origin } = new URL(base)
    if (await answers(`${origin}/health`)) return given(origin)
  }
  const unheard = base ? `nothing answers at ${base}, and ` : ''
  const program = findProgram({
    variable: 'AIU_LLAMA_SERVER',
    name: 'llama-server',
    built: llamaServerProgram(),
  })
  if (program === undefined)
    return {
      absent: `${unheard}there is no llama-server (LLAMA_SERVER_URL, AIU_LLAMA_SERVER, the path; or -- --build)`,
    }
  const model = await modelFile()
  if (model === undefined)
    return { absent: `${unheard}there is no model file (AIU_LOCAL_MODEL; or -- --build)` }

  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  // One slot, so that what others ask at the same time does not change the last digits of a sum, and with them a word.
  const args = ['-m', model.path, '--alias', model.name, '--host', '127.0.0.1', '--port', `${port}`]
  const close = await startServer({
    program: program.path,
    args: [...args, '-t', '1', '-tb', '1', '-c', `${LLAMA_CONTEXT}`, '-np', '1', '--jinja', '--no-ui'],
    ready: `${origin}/health`,
  })
  const { output } = await command(program.path, ['--version'])
  const version = /version: (.*)/.exec(output)?.[1]?.trim() ?? 'unknown'
  return { origin, model: model.name, version, ours: true, how: `${program.where}, started`, close }
}

async function given(origin: string): Promise<LiveServer> {
  const { data } = await getJson(`${origin}/v1/models`)
  const { build_info: version = 'unknown' } = await getJson(`${origin}/props`).catch(() => ({}))
  return { origin, model: data[0].id, version, ours: false, how: 'LLAMA_SERVER_URL', close: async () => {} }
}
