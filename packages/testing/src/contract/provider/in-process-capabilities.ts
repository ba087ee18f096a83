import {
  type AnyProvider,
  ask,
  askJson,
  embed,
  type HealthProvider,
  listModels,
  type UserPart,
} from '@aiu/core'
import type { Capability } from '../capability-list.ts'
import { must, show } from '../rule.ts'
import { code, QUESTION } from './bench.ts'
import { carriedOrRefused, unsupported } from './carried.ts'
import { fails, type InProcess, type InProcessCheck, SHORT } from './in-process-bench.ts'
import { WEATHER } from './tools.ts'

/** Asked with these options, and told by what it said. */
const texts = async (provider: AnyProvider, seeds: readonly number[], options: object): Promise<string[]> => {
  const said: string[] = []
  for (const seed of seeds) said.push((await ask(provider, QUESTION, { ...SHORT, ...options, seed })).text)
  return said
}
const SEEDS = [1, 2, 3, 4, 5, 6]
const kinds = (said: readonly string[]): number => new Set(said).size

const bytes = (): Uint8Array => Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)
const parts = (): readonly (readonly [capability: Capability, part: UserPart])[] => [
  ['image bytes', { type: 'image', data: bytes() }],
  ['image URL', { type: 'image', data: new URL('https://127.0.0.1/picture.png') }],
  ['audio', { type: 'audio', data: bytes() }],
  ['file', { type: 'file', data: bytes() }],
  ['file id', { type: 'file', data: { provider: 'local', id: 'file-1' } }],
]

/** Carried or refused, where what comes of it cannot be seen from outside. */
async function tried({ provider, prove }: InProcess, capability: Capability, options: object): Promise<void> {
  prove(capability, (await carriedOrRefused(provider, {}, QUESTION, options)) ? 'untried' : 'refused')
}

/** What a provider in the process can do beside answering. */
export const inProcessCapabilities: readonly InProcessCheck[] = [
  {
    name: 'how the answer is to be made',
    wants:
      'a seed to give the same answer again, temperature and topP to give others, stop to end it; or `unsupported`',
    because: 'a parameter that is dropped in silence makes another answer, and nobody knows why',
    async run({ provider, prove }) {
      const refused = async (capability: Capability, options: object): Promise<boolean> => {
        if (await carriedOrRefused(provider, {}, QUESTION, { ...SHORT, ...options })) return false
        prove(capability, 'refused')
        return true
      }
      const warm = { temperature: 1.5 }
      if (await refused('temperature', warm)) return
      const cold = await texts(provider, SEEDS, { temperature: 0 })
      must(kinds(cold) === 1, () => `With temperature 0 it answered ${show(cold)}.`)
      const many = await texts(provider, SEEDS, warm)
      must(kinds(many) > 1, () => `With temperature 1.5 and many seeds it always answered ${show(many[0])}.`)
      prove('temperature', 'yes')
      if (!(await refused('seed', { seed: 1 }))) {
        const again = await texts(provider, [3, 3, 3], warm)
        must(kinds(again) === 1, () => `With one seed it answered ${show(again)}.`)
        prove('seed', 'yes')
      }
      if (!(await refused('topP', { topP: 0.5 }))) {
        const likeliest = await texts(provider, SEEDS, { ...warm, topP: 1e-6 })
        must(kinds(likeliest) === 1, () => `With topP 0.000001 it answered ${show(likeliest)}.`)
        prove('topP', 'yes')
      }
      if (!(await refused('stop', { stop: ['.'] }))) {
        const whole = cold[0] ?? ''
        const [stop = ''] = /(?<=...)[a-z]{2,}/is.exec(whole) ?? []
        must(stop, () => `There is no word in ${show(whole)}.`)
        const { text } = await ask(provider, QUESTION, { ...SHORT, seed: 1, stop: [stop] })
        const wanted = whole.slice(0, whole.indexOf(stop))
        must(text === wanted, () => `Stopped at ${show(stop)} of ${show(whole)}, it answered ${show(text)}.`)
        prove('stop', 'yes')
      }
    },
  },
  {
    name: 'an answer that fits a schema',
    wants: 'a value that fits; or `unsupported`',
    because: 'a model that is not held to the schema guesses it',
    async run(bench) {
      const { provider, prove } = bench
      const enums = ['Oslo', 'Rome']
      const jsonSchema = { type: 'object', properties: { city: { enum: enums } }, required: ['city'] }
      const validate = (value: unknown) =>
        enums.includes((value as { city?: string } | undefined)?.city ?? '')
          ? { value }
          : { issues: [{ message: 'no city' }] }
      const schema = { '~standard': { version: 1, vendor: 'kx7', validate } } as const
      try {
        await askJson(provider, QUESTION, { schema, jsonSchema }, { ...SHORT, maxTokens: 60 })
        prove('JSON schema', 'yes')
      } catch (error) {
        unsupported(error)
        prove('JSON schema', 'refused')
      }
      await tried(bench, 'JSON object', { ...SHORT, output: { mode: 'object' } })
    },
  },
  {
    name: 'tools, reasoning, and how they are chosen',
    wants: 'each of them to be taken, or `unsupported`',
    because: 'what is dropped in silence makes another answer, and nobody knows why',
    async run(bench) {
      const { provider, prove } = bench
      const tools = [WEATHER]
      await tried(bench, 'tools', { ...SHORT, tools })
      await tried(bench, 'tool call pieces', { ...SHORT, tools })
      if (await carriedOrRefused(provider, {}, QUESTION, { ...SHORT, tools, toolChoice: 'none' })) {
        const { toolCalls } = await ask(provider, QUESTION, { ...SHORT, tools, toolChoice: 'none' })
        must(!toolCalls.length, () => `With toolChoice "none" it called ${show(toolCalls)}.`)
        prove('tool choice: none', 'yes')
      } else prove('tool choice: none', 'refused')
      for (const [capability, toolChoice] of [
        ['tool choice: required', 'required'],
        ['tool choice: by name', { name: WEATHER.name }],
      ] as const)
        await tried(bench, capability, { ...SHORT, tools, toolChoice })
      await tried(bench, 'reasoning effort', { ...SHORT, reasoning: 'low' })
      for (const capability of ['reasoning', 'extra'] as const) prove(capability, 'untried')
      prove('refusal', 'not told')
      prove('adapt', 'no')
      prove('near names', 'no')
    },
  },
  {
    name: 'images, sounds and files',
    wants: 'each to be looked at, or `unsupported`',
    because: 'a question of which a part was left out is another question, and its answer is wrong',
    async run({ provider, prove }) {
      for (const [capability, part] of parts()) {
        const prompt = [{ role: 'user', content: [QUESTION, part] }] as const
        const taken = await carriedOrRefused(provider, {}, prompt, SHORT)
        prove(capability, taken ? 'untried' : 'refused')
      }
    },
  },
  {
    name: 'embed: one vector for each text, in their order',
    wants: 'as many vectors as texts, each the one that its text has alone; or no method embed',
    because: 'a vector that belongs to another text is found for ever under the wrong one',
    async run({ provider, prove }) {
      if (typeof provider.embed !== 'function') {
        code(await fails(() => embed(provider as never, 'a')), 'embed', 'unsupported')
        for (const capability of ['embed', 'embed: dimensions', 'embed: usage'] as const)
          prove(capability, 'no method')
        return
      }
      const texts = ['a', 'bbb', 'cc']
      const { embeddings, usage } = await embed(provider as never, texts)
      must(embeddings.length === 3, () => `3 texts have ${embeddings.length} vectors.`)
      let length = 0
      for (const [index, text] of texts.entries()) {
        const [alone = []] = (await embed(provider as never, text)).embeddings
        const far = Math.max(...alone.map((value, at) => Math.abs(value - (embeddings[index]?.[at] ?? 9))))
        must(alone.length && far < 1e-3, `Vector ${index} is not the one of its text.`)
        length = alone.length
      }
      prove('embed', 'yes')
      prove('embed: usage', usage?.inputTokens === undefined ? 'no' : 'yes')
      const dimensions = length + 1
      const error = await fails(() => embed(provider as never, 'a', { dimensions }))
      code(error, 'a vector longer than the model has', 'unsupported')
      prove('embed: dimensions', 'refused')
    },
  },
  {
    name: 'listModels: what can be asked',
    wants: 'models with ids; or no method listModels',
    because: 'they are what may be asked for',
    async run({ provider, prove }) {
      if (typeof provider.listModels !== 'function') {
        code(await fails(() => listModels(provider as never)), 'listModels', 'unsupported')
        for (const what of ['listModels', 'models: context length', 'models: capabilities'] as const)
          prove(what, 'no method')
        return
      }
      const models = await listModels(provider as never)
      must(
        models.every(({ id }) => typeof id === 'string' && id),
        () => `The models are ${show(models)}.`,
      )
      prove('listModels', 'yes')
      const tells = (field: 'contextLength' | 'capabilities'): boolean =>
        models.some((model) => model[field] !== undefined)
      prove('models: context length', tells('contextLength') ? 'yes' : 'no')
      prove('models: capabilities', tells('capabilities') ? 'yes' : 'no')
    },
  },
  {
    name: 'health: whether it would answer',
    wants: 'a report with `ms`; or no method health',
    because: 'a process that answers is there, and a report says how fast',
    async run({ provider, prove }) {
      const { health } = provider as AnyProvider & Partial<HealthProvider>
      if (typeof health !== 'function') return prove('health', 'no method')
      const { ms } = await health.call(provider as unknown as HealthProvider)
      must(Number.isFinite(ms), () => `It took ${show(ms)} ms.`)
      prove('health', 'yes')
    },
  },
]
