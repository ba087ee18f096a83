import { AiuError } from '@aiu/core'
import type { Runner } from './runners.ts'
import type { Search } from './search.ts'

const HOSTED = 'set a key such as OPENAI_API_KEY or GROQ_API_KEY'
const SERVER = 'start a server such as Ollama or llama-server'
const PROCESS = 'run a model in this process: npm install @aiu/local node-llama-cpp'

/** That nobody can be asked: why, and every way out. */
export const noProvider = (
  { resolved, tried, catalog }: Search,
  runners: readonly Runner[],
): AiuError<'configuration'> => {
  const order = resolved.origins.autoSelectOrder
  const whys = tried.filter(({ chosen }) => !chosen)
  if (order.level !== 'default')
    return new AiuError(
      'configuration',
      `None of ${order.name} can be used: ${whys.map(({ id, why }) => `${id}: ${why}`).join('; ')}.`,
      { hint: `Set what is missing, or leave ${order.name} out.` },
    )
  const kindOf = (id: string): string | undefined =>
    runners.find(({ manifest }) => manifest.id === id)?.manifest.kind
  const titles = runners
    .filter(({ manifest }) => manifest.kind === 'server' && manifest.defaults.baseURL)
    .map(({ manifest }) => manifest.title)
  const others = whys.filter(
    ({ id }) =>
      kindOf(id) === 'process' ||
      runners.some(({ manifest, configured }) => configured && manifest.id === id),
  )
  const reasons = [
    'no API key is set',
    titles.length ? `no local server answers (${titles.join(', ')})` : '',
    ...others.map(({ id, why }) => `${id} is out: ${why.replace(/\.$/, '')}`),
  ].filter(Boolean)
  const installed = catalog.candidates.length > 0
  return new AiuError('configuration', `No provider can be used: ${reasons.join('; ')}.`, {
    hint: `${installed ? '' : 'Install a provider (npm install @aiu/openai-compatible). '}Then one of these: ${[HOSTED, SERVER, PROCESS].join('; ')}.`.replace(
      /^Then one/,
      'One',
    ),
  })
}
