import { homedir, hostname, tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { root } from '@aiu-tooling/check/command'
import { cacheFolder } from '../cache-folder.ts'

/** A path below a folder that machines differ in. */
const PATH = /(?<![\w.:/~-])\/(?:home|Users|root|tmp|var|opt|mnt|srv|data|work|workspace)\/[^\s"'\\,)]+/g
const WINDOWS = /\b[A-Z]:(?:\\\\?[\w.-]+)+/g
/** Keys as vendors make them, and whatever a header of that kind would hold. */
const KEY = /\b(?:sk-|gsk_|hf_)[\w-]{8,}|\bBearer\s+[\w.~+/-]{8,}/g

/** Takes out of a reply what belongs to this machine or its user; the rest stays as it came. */
export function redact(text: string, folders: readonly string[] = []): string {
  const mine = [cacheFolder(), root, homedir(), tmpdir(), ...folders]
    .filter((folder) => folder.length > 1)
    .sort((one, other) => other.length - one.length)
  let said = text
  for (const folder of mine)
    said = said.replaceAll(new RegExp(`${escaped(folder)}(?:/[^\\s"'\\\\,)]*)?`, 'g'), tail)
  said = said.replaceAll(PATH, tail).replaceAll(WINDOWS, tail).replaceAll(KEY, 'KEY')
  const host = hostname()
  return host.length > 3 ? said.replaceAll(new RegExp(`\\b${escaped(host)}\\b`, 'g'), 'host') : said
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Its last part tells what it is. */
const tail = (path: string): string => `/models/${path.split(/[\\/]/).at(-1) ?? ''}`

/** What must not be left in a fixture. */
export function leftIn(text: string): string | undefined {
  const found = [PATH, WINDOWS, KEY].map((pattern) => text.match(pattern)?.find((hit) => hit !== 'KEY'))
  const home = dirname(homedir()).length > 1 && text.includes(homedir()) ? homedir() : undefined
  return found.find((hit) => hit !== undefined) ?? home
}
