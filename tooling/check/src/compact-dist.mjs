import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Makes what a package publishes smaller, and changes nothing of what it does or says: indents with tabs, and removes the declarations
 * that no entry leads to. Plain JavaScript, so that a build needs no newer Node than the packages do.
 *
 * @param {string} folder Of the package, after tsc.
 */
export function compactDist(folder) {
  const dist = join(folder, 'dist')
  const files = readdirSync(dist, { recursive: true })
    .map((name) => join(dist, `${name}`))
    .filter((path) => /\.(js|d\.ts)$/.test(path))
  const published = reachableFrom(typeEntries(folder))
  for (const path of files) {
    if (path.endsWith('.d.ts') && !published.has(path)) rmSync(path)
    else indentWithTabs(path)
  }
}

/** @param {string} folder */
function typeEntries(folder) {
  const { publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.values(publishConfig.exports)
    .filter((entry) => typeof entry === 'object')
    .map(({ types }) => resolve(folder, types))
}

/**
 * All declarations that these import, and so on.
 *
 * @param {string[]} entries
 */
function reachableFrom(entries) {
  const reached = new Set()
  const left = [...entries]
  for (let path = left.pop(); path; path = left.pop()) {
    if (reached.has(path) || !existsSync(path)) continue
    reached.add(path)
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g,
    ))
      left.push(resolve(dirname(path), `${specifier}`).replace(/\.[jt]s$/, '.d.ts'))
  }
  return reached
}

/**
 * tsc indents with four spaces. A file in which a template goes over several lines stays as it is: its spaces may be part of a text.
 *
 * @param {string} path
 */
function indentWithTabs(path) {
  const lines = readFileSync(path, 'utf8').split('\n')
  if (lines.some((line) => line.split('`').length % 2 === 0)) return
  writeFileSync(
    path,
    lines.map((line) => line.replace(/^( {4})+/, (spaces) => '\t'.repeat(spaces.length / 4))).join('\n'),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compactDist(process.cwd())
