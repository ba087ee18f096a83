import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProviderManifest } from '@aiu/core'
import { CAPABILITY_LIST, type Capability, VERDICTS } from '@aiu/testing'
import { root } from '@aiu-tooling/check/command'
import { outcomes, type Told } from '../contract/outcomes.ts'
import { code, codes, list, page, table } from '../markdown.ts'
import { isForUse, knownOf } from '../providers/known.ts'

const INTRODUCTION = `What each provider can do, as its contract suite showed it: against a real server on loopback that speaks the vendor's wire, whole and
as a stream. \`npm run docs\` runs the suites and writes this page; \`npm test\` runs them again and fails where it says otherwise. What a
vendor's model makes of it is another matter: a provider that sends an image does not make a model see.`

const ALL = `All of them answer whole (\`chat\`) and in pieces (\`stream\`), with the same text, finish reason, usage and model both ways; leave a
figure nobody told undefined; take back any answer as the next turn of a conversation; read nothing when they are imported; send nothing
before a stream is read; keep the calls under way apart; and keep the [faults](reliability.md).`

const TYPES = `Methods are in the types: a verb that a provider has no method for does not compile. What a request says and a provider cannot tell its
server is refused at run time, before anything is sent, or left out with a warning that names it; never dropped in silence. The suite
fails where it is.`

const NOTES = `Of \`@aiu/openai-compatible\`, embeddings are a factory of their own, \`openaiCompatibleEmbeddings\`; near names are in the hints of its
[presets](providers-openai-compatible.md), which know whose list to look at. A provider of your own: [the guide](guides/new-provider.md).`

interface Package {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The vendor's own package that it works with. */
const sdkOf = ({ dependencies, peerDependencies }: Package): string => {
  const all = Object.entries({ ...peerDependencies, ...dependencies })
  const foreign = all.filter(([name]) => !name.startsWith('@aiu'))
  return foreign.map(([name, range]) => `${code(name)} ${range}`).join(', ') || 'none: plain `fetch`'
}

/** The manifest of a package that has one of its own; a package of presets has many. */
async function manifestOf(folder: string): Promise<ProviderManifest | undefined> {
  const path = join(root, folder, 'src/manifest.ts')
  if (!existsSync(path)) return undefined
  const { manifest } = (await import(path)) as { readonly manifest?: ProviderManifest }
  return manifest
}

async function aboutRow(name: string, { folder, capabilities }: Told): Promise<readonly string[]> {
  const { label, runs, baseURL = 'none' } = knownOf(name)
  const json = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Package
  const manifest = await manifestOf(folder)
  const { apiKey } = manifest?.env ?? {}
  const health = capabilities.health === 'yes' ? '`health()`' : 'no'
  const at = manifest?.defaults.baseURL
  return [
    label,
    `[${code(json.name)}](../${folder}/README.md)`,
    runs,
    sdkOf(json),
    at ? code(at) : baseURL,
    apiKey?.length ? codes(apiKey) : manifest ? 'none' : 'given',
    health,
  ]
}

/** What each provider can do, as its suite showed it. */
export async function providersPage(): Promise<string> {
  const found = Object.entries(outcomes()).filter(([, { folder }]) => isForUse(folder))
  const rows: (readonly string[])[] = []
  for (const [name, told] of found) rows.push(await aboutRow(name, told))
  const used = new Set<string>(found.flatMap(([, { capabilities }]) => Object.values(capabilities)))
  return page(
    'Providers',
    'the manifests, and the results of the contract suites',
    INTRODUCTION,
    table(['provider', 'package', 'runs', "the vendor's SDK", 'base URL', 'key from', 'health check'], rows),
    '## What each can do',
    ALL,
    table(
      ['capability', 'what it is', ...found.map(([name]) => knownOf(name).label)],
      Object.entries(CAPABILITY_LIST).map(([capability, what]) => [
        capability,
        what,
        ...found.map(([, { capabilities }]) => capabilities[capability as Capability] ?? '**broken**'),
      ]),
    ),
    list(
      Object.entries(VERDICTS)
        .filter(([verdict]) => used.has(verdict))
        .map(([verdict, what]) => `**${verdict}**: ${what}`),
    ),
    TYPES,
    NOTES,
  )
}
