import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** npm's rule for names, so that a setting can name a package but never a file or a URL. */
export const PACKAGE_NAME = /^(?:@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*$/i

/** The package that a folder belongs to, if that is its name: as for `import`, a package sees itself. */
const itself = (name: string, from: string): string | undefined => {
  const file = join(from, 'package.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).name === name ? from : undefined
  const above = dirname(from)
  return above === from ? undefined : itself(name, above)
}

const installed = (name: string, from: string): string | undefined => {
  try {
    return findPackageJSON(name, pathToFileURL(join(from, 'any.mjs')))
  } catch {
    return undefined
  }
}

/** The folder a package is installed in, as seen from a folder; `undefined` where it is not. */
export const findPackage = (name: string, from: string): string | undefined => {
  const path = installed(name, from)
  const folder = path === undefined ? itself(name, from) : dirname(path)
  return folder && realpathSync(folder)
}

/** Where an app's packages may be: its folder, and the folder of the script that Node was started with. */
export const appFolders = (cwd: string): readonly string[] => {
  const script = process.argv[1]
  try {
    return script ? [cwd, dirname(realpathSync(script))] : [cwd]
  } catch {
    return [cwd]
  }
}
