import { type AiuError, ask, listModels } from '@aiu/core'
import { MODELS } from '../../wire/wire-kit.ts'
import { must, same, show } from '../rule.ts'
import { type Bench, code, QUESTION, streamed } from './bench.ts'
import type { Check } from './check.ts'

const MISTYPED = 'exampel-1'
const NOT_THERE = {
  status: 404,
  message: `The model \`${MISTYPED}\` does not exist.`,
  code: 'model_not_found',
}

/** Did the server say this in any of its replies about models? */
const toldBy = ({ wire, server }: Bench, word: string): boolean =>
  [wire.models?.(MODELS), ...server.requests.map((request) => wire.also?.(request)?.body)].some((body) =>
    body?.includes(word),
  )

/** What may be asked for. */
export const modelChecks: readonly Check[] = [
  {
    name: 'listModels: what the server offers',
    wants: 'the ids, context lengths and capabilities that the server tells; or no method listModels',
    because: 'they are what may be asked for',
    async run(bench) {
      const provider = await bench.good()
      if (typeof provider.listModels !== 'function') {
        const error = await bench.fails(() => listModels(provider as never), { requests: 0 })
        code(error, 'listModels', 'unsupported')
        for (const what of ['listModels', 'models: context length', 'models: capabilities'] as const)
          bench.prove(what, 'no method')
        return
      }
      const models = await listModels(provider as never)
      const ids = models.map(({ id }) => id)
      must(
        same(
          ids,
          MODELS.map(({ id }) => id),
        ),
        () => `The ids are ${show(ids)}.`,
      )
      bench.prove('listModels', 'yes')
      const tells = { contextLength: '8192', capabilities: 'vision' } as const
      for (const [field, word] of Object.entries(tells) as [keyof typeof tells, string][]) {
        const told = toldBy(bench, word)
        for (const [index, model] of models.entries()) {
          const [said, wanted] = [model[field], told ? MODELS[index]?.[field] : undefined]
          // Some servers have words for what every model can do.
          const more =
            told && Array.isArray(said) && [wanted ?? []].flat().every((word) => said.includes(word))
          must(
            more || same(said, wanted),
            () => `${model.id} has the ${field} ${show(said)}, not ${show(wanted)}.`,
          )
        }
        bench.prove(
          field === 'contextLength' ? 'models: context length' : 'models: capabilities',
          told ? 'yes' : 'not told',
        )
      }
    },
  },
  {
    name: 'a model that does not exist',
    wants: "`not-found` with the vendor's words; a hint that names models names those that are there",
    because: 'most of these are mistyped, and the right name is one look away',
    async run(bench) {
      bench.server.refuse(NOT_THERE)
      const provider = await bench.good()
      const near = async (how: string, call: () => Promise<unknown>): Promise<boolean> => {
        const error: AiuError = await bench.fails(call, { requests: -1 })
        code(error, how, 'not-found')
        must(error.status === 404, () => `${how}: the error's status is ${error.status}.`)
        must(
          error.message.includes(NOT_THERE.message),
          () => `${how}: the vendor's words are not in ${show(error.message)}.`,
        )
        return !!error.hint?.includes('example-1')
      }
      const whole = await near('chat', () => ask(provider, QUESTION, { model: MISTYPED }))
      const pieces = await near('stream', () => streamed(provider, QUESTION, { model: MISTYPED }))
      must(
        whole === pieces,
        () => `A near name is in the hint of a ${whole ? 'whole answer' : 'stream'} alone.`,
      )
      const none = typeof provider.listModels === 'function' ? 'no' : 'no method'
      bench.prove('near names', whole ? 'yes' : none)
    },
  },
]
