import type { ProviderManifest } from '@aiu/core'
import { namesFor } from '@aiu/core/settings'
import { manifests } from '@aiu/openai-compatible/manifest'
import * as entry from '@aiu/openai-compatible/presets'
import type { Quirks } from '@aiu/openai-compatible/wire'
import { code, codes, list, page, table } from '../markdown.ts'

type Factory = (options: { readonly apiKey: string }) => { readonly name: string }
const { fromPreset: _, ...rest } = entry
const exported = Object.entries<unknown>(rest)
const presets = exported
  .map(([, value]) => value)
  .filter((value) => typeof value === 'object') as entry.Preset[]
const factories = exported.filter(([, value]) => typeof value === 'function') as [string, Factory][]

const presetOf = ({ id }: ProviderManifest): entry.Preset => {
  const preset = presets.find((one) => one.id === id)
  if (!preset) throw new Error(`no preset has the id ${id}`)
  return preset
}

/** The function that makes a provider of this preset, found by making one of each. */
const factoryOf = ({ id }: entry.Preset): string =>
  factories.find(([, make]) => make({ apiKey: 'none' }).name === id)?.[0] ?? ''

const quirksOf = ({ omit, maxTokensAs, schemaMode }: Quirks = {}): readonly string[] => [
  ...(omit ? [`${codes(omit)} ${omit.length > 1 ? 'are' : 'is'} not sent.`] : []),
  ...(maxTokensAs ? [`\`maxTokens\` is sent as \`${maxTokensAs}\`.`] : []),
  ...(schemaMode === 'object' ? ['A schema goes into the prompt, beside JSON mode.'] : []),
  ...(schemaMode === 'prompt' ? ['A schema goes into the prompt alone.'] : []),
]

const INTRODUCTION = `Factories for vendors and servers that speak OpenAI's chat completions, with what is known of each. They come in
\`@aiu/openai-compatible/presets\`; each takes the options of \`openaiCompatible\`, and may be given another address.

\`\`\`ts
import { ask } from '@aiu/core'
import { llamaServer, openRouter } from '@aiu/openai-compatible/presets'

await ask(llamaServer(), 'Hello') // on this machine, port 8080
await ask(openRouter({ apiKey: '...', model: 'openrouter/auto', title: 'My app' }), 'Hello')
\`\`\`

\`AI_PROVIDER=<id>\` chooses one from the settings. A base URL may be given with or without the path of the API. Any other server:
\`openaiCompatible({ baseURL })\`, or \`AI_PROVIDER=openai-compatible\` with \`AI_BASE_URL\`.`

const row = (manifest: ProviderManifest): readonly string[] => {
  const preset = presetOf(manifest)
  const { id, title, kind, defaults } = preset
  const factory = factoryOf(preset)
  return [
    `[${title}](#${id})`,
    code(id),
    factory ? code(factory) : '',
    kind,
    defaults.baseURL ? code(defaults.baseURL) : 'must be given',
    defaults.model ? code(defaults.model) : preset.anyModel ? 'any' : '',
  ]
}

const section = (manifest: ProviderManifest): string => {
  const preset = presetOf(manifest)
  const names = (what: 'apiKey' | 'baseURL' | 'model'): string => codes(namesFor(preset, what))
  return [
    `## ${preset.id}`,
    `${preset.title}. ${preset.help}${/[.!]$/.test(preset.help) ? '' : '.'}`,
    table(
      ['value', 'variables, the first one set wins'],
      [
        ['key', names('apiKey')],
        ['base URL', names('baseURL')],
        ['model', names('model')],
      ],
    ),
    list([...quirksOf(preset.quirks), ...preset.limits]),
  ].join('\n\n')
}

/** Every preset of `@aiu/openai-compatible`. */
export const presetsPage = (): string =>
  page(
    'OpenAI-compatible vendors and servers',
    'the presets of `@aiu/openai-compatible`',
    INTRODUCTION,
    table(['who', 'id', 'factory', 'is', 'base URL', 'default model'], manifests.map(row)),
    ...manifests.map(section),
  )
