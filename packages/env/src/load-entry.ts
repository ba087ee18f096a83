import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AiuError } from '@aiu/core'
import { appFolders, findPackage } from './find-package.ts'
import { importConditions, resolveExport } from './resolve-export.ts'

const here = dirname(fileURLToPath(import.meta.url))

/**
 * An entry of a package, and the folder the package is in; `undefined` when it is not installed. Looked for as the app sees it, then
 * as this package does: a strict package manager shows each its own dependencies only.
 */
export const loadEntry = async (
  name: string,
  entry: string,
  cwd: string,
): Promise<{ readonly module: object; readonly folder: string } | undefined> => {
  const inApp = appFolders(cwd).flatMap((from) => findPackage(name, from) ?? [])[0]
  const folder = inApp ?? findPackage(name, here)
  if (folder === undefined) return undefined
  try {
    if (!inApp) return { module: (await import(name + entry.slice(1))) as object, folder }
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      exports?: unknown
    }
    const file = resolveExport(exports, entry, importConditions())
    if (!file) throw new Error('it has no such entry')
    return { module: (await import(pathToFileURL(join(folder, file)).href)) as object, folder }
  } catch (cause) {
    throw new AiuError(
      'configuration',
      `The package ${name} is installed, but its entry ${entry} cannot be loaded: ${(cause as Error).message}`,
      { cause, hint: `Install ${name} anew, or ask its author for an entry ${entry}.` },
    )
  }
}
