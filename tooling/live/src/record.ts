import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '@aiu-tooling/check/command'
import { llamaServerRecordings } from './record/llama-server-recordings.ts'
import { ollamaRecordings } from './record/ollama-recordings.ts'
import { recordOne, type Source } from './record/record-one.ts'
import type { Recording } from './record/recording.ts'
import { type Absent, isAbsent, type LiveServer } from './servers/live-server.ts'
import { openLlamaServer } from './servers/llama-server.ts'
import { openOllama } from './servers/ollama.ts'

const usage = `npm run record                    asks the real servers anew, and writes what they say as fixtures
npm run record -- --only llama    of the servers whose name begins with a word`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const print = (line: string): boolean => process.stdout.write(`${line}\n`)
const folder = join(root, 'packages/testing/fixtures/recorded')

interface Recorded {
  readonly title: string
  /** What its fixtures' names begin with. */
  readonly prefix: string
  open(): Promise<LiveServer | Absent>
  recordings(model: string): readonly Recording[]
}

const SERVERS: readonly Recorded[] = [
  { title: 'Ollama', prefix: 'ollama-', open: openOllama, recordings: ollamaRecordings },
  {
    title: 'llama-server',
    prefix: 'llama-server-',
    open: openLlamaServer,
    recordings: llamaServerRecordings,
  },
]

async function record({ title, prefix, open, recordings }: Recorded): Promise<boolean> {
  const server = await open()
  if (isAbsent(server)) {
    print(`${title}: not recorded: ${server.absent}`)
    return false
  }
  try {
    const { origin, model, version } = server
    const source: Source = {
      server: `${title} ${version}`,
      model,
      date: new Date().toISOString().slice(0, 10),
    }
    print(`\n${source.server}, ${model} (${server.how})`)
    const files: Record<string, string> = {}
    for (const recording of recordings(model)) {
      const fixture = await recordOne(recording, origin, source)
      Object.assign(files, fixture.files)
      print(`  ${fixture.told}`)
    }
    // All of them or none: those of one server go together.
    await mkdir(folder, { recursive: true })
    for (const file of await readdir(folder)) if (file.startsWith(prefix)) await rm(join(folder, file))
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
    return true
  } finally {
    await server.close()
  }
}

if (values.help) print(usage)
else {
  const chosen = SERVERS.filter(
    ({ prefix }) =>
      values.only.length === 0 || values.only.some((word) => prefix.startsWith(word.toLowerCase())),
  )
  let recorded = 0
  for (const server of chosen) if (await record(server)) recorded++
  process.exitCode = recorded > 0 ? 0 : 1
}
