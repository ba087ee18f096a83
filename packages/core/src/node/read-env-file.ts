import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AiuError } from '../errors/aiu-error.ts'
import { parseDotenv } from './parse-dotenv.ts'

export interface ReadEnvFileOptions {
  /** A file that must be there; `false` reads none. Default: `.env`, which may be absent. */
  readonly envFile?: string | false | undefined
  /** The folder names are relative to. Default: the working folder. */
  readonly cwd?: string | undefined
}

// A folder called .env is a Python environment, not a settings file.
const ABSENT = ['ENOENT', 'ENOTDIR', 'EISDIR']

// Windows PowerShell writes UTF-16 when output is redirected into a file.
const decode = (bytes: Uint8Array): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes)

/** The variables of the `.env` file; none where there is no such file. @throws AiuError `configuration` when it cannot be read. */
export const readEnvFile = ({
  envFile,
  cwd = process.cwd(),
}: ReadEnvFileOptions = {}): Readonly<Record<string, string>> => {
  if (envFile === false) return {}
  const path = resolve(cwd, envFile ?? '.env')
  try {
    return parseDotenv(decode(readFileSync(path)))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (envFile === undefined && ABSENT.includes(code ?? '')) return {}
    throw new AiuError(
      'configuration',
      `The settings file ${path} cannot be read: ${code === 'ENOENT' ? 'it is not there' : (code ?? 'unknown reason')}.`,
      { cause, hint: 'Name a file that can be read, or leave envFile out.' },
    )
  }
}
