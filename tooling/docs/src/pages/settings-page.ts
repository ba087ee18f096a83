import { type Kind, SETTINGS, type Setting, type SettingName } from '@aiu/core/settings'
import { code, codes, page, table } from '../markdown.ts'
import { inEffect } from '../settings/in-effect.ts'

const KINDS: Readonly<Record<Kind, string>> = {
  text: 'one line of text',
  id: 'a name, in any case',
  secret: 'a secret',
  url: 'an http(s) address',
  path: 'a path',
  identifier: 'an SQL name',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false` (also yes, no, on, off, 1, 0)',
  choice: 'one of',
  list: 'list with commas',
  ids: 'provider ids with commas',
  headers: 'JSON object of texts',
}

const range = ({ min, max }: Setting): string =>
  min === undefined && max === undefined ? '' : max === undefined ? `, at least ${min}` : `, ${min} to ${max}`

const allowed = (setting: Setting): string =>
  `${KINDS[setting.kind]}${setting.options ? ` ${codes(setting.options)}` : ''}${range(setting)}${
    setting.unit ? ` (${setting.unit})` : ''
  }${setting.fallback ? `; anything else counts as \`${setting.fallback}\`` : ''}${setting.never ? `, or \`never\`: ${setting.never}` : ''}`

const GROUPS: readonly (readonly [title: string, prefix: RegExp])[] = [
  ['Usage', /^usage/],
  ['Cache', /^cache/],
  ['Limits', /^model[A-Z]/],
  ['Embeddings and knowledge', /^(embedding|knowledge)/],
]
const groupOf = (name: string): string =>
  GROUPS.find(([, prefix]) => prefix.test(name))?.[0] ?? 'Who is asked, and how'

const INTRODUCTION = `Code, then the environment, then \`.env\`, then the default: the first that has a value decides. Only within one of these does
the order of the names count. Names are read in any case; a blank value is no value; a variable nobody knows is ignored. A
value that cannot be used is an error with the code [\`configuration\`](errors.md#configuration), which names every wrong one at
once and repeats no secret.

\`\`\`ts
import { explainSettings } from '@aiu/core/settings'
import { loadSettings } from '@aiu/core/node'

const resolved = loadSettings({ explicit: { temperature: 0 } }) // process.env and .env
for (const { setting, value, level, name } of explainSettings(resolved)) {
  if (level !== 'default') console.log(setting, value, level, name) // temperature 0 explicit temperature
}
\`\`\`

Where there is no \`process\`, \`settingsFromEnv(env)\` of \`@aiu/core/settings\` takes the environment as an argument.

**A provider's own names.** For a key or an address: \`AI_<ID>_API_KEY\`, then the vendor's names with \`AI_\` before them, then
the vendor's names, then \`AI_API_KEY\`; and so for \`_BASE_URL\`. For the model \`AI_MODEL\` comes first. The names of each vendor:
[the OpenAI-compatible ones](providers-openai-compatible.md).

**Obeyed** says whether \`clientFromEnv\` of \`@aiu/env\` does anything with it yet. A setting that nobody obeys is checked all the
same, and gives the warning \`setting-unused\`.`

/** Every setting, as its table has it. */
export async function settingsPage(): Promise<string> {
  const obeyed = await inEffect()
  const all = Object.entries<Setting>(SETTINGS) as [SettingName, Setting][]
  const groups = [...new Set(all.map(([name]) => groupOf(name)))]
  return page(
    'Settings',
    '`SETTINGS` of `@aiu/core/settings`',
    INTRODUCTION,
    ...groups.flatMap((title) => [
      `## ${title}`,
      table(
        ['variable', 'in code', 'value', 'default', 'obeyed', 'what it is'],
        all
          .filter(([name]) => groupOf(name) === title)
          .map(([name, setting]) => [
            codes(setting.env),
            code(name),
            allowed(setting),
            setting.default === undefined ? '' : code(String(setting.default)),
            obeyed.has(name) ? 'yes' : 'not yet',
            setting.about,
          ]),
      ),
    ]),
  )
}
