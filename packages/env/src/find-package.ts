import { realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** npm's rule for names, so that a setting can name a package but never a file or a URL. */
export const PACKAGE_NAME = /^(?:@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*$/i

/** The folder a package is installed in, as seen from a folder; `undefined` where it is not. */
export const findPackage = (name: string, from: string): string | undefined => {
  try {
    const path = findPackageJSON(name, pathToFileURL(join(from, 'any.mjs')))
    return path && dirname(realpathSync(path))
  } catch {
    return undefined
  }
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
