import { sumUsage } from '../call/sum-usage.ts'
import { AiuError } from '../errors/aiu-error.ts'
import { closedSchema } from '../json/closed-schema.ts'
import { parseJson } from '../json/parse-json.ts'
import { schemaOf } from '../json/schema-of.ts'
import type { Attempt } from '../words/attempt.ts'
import type { ChatResponse } from '../words/chat.ts'
import type { Message, Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import type { CanBeSent, OutputOf, SchemaIssue, SchemaLike } from '../words/schema.ts'
import type { Usage } from '../words/usage.ts'
import { ask } from './ask.ts'

export interface JsonOptions {
  /** How the vendor is told of the schema. Default "answer". */
  readonly schemaName?: string | undefined
  /** How often to ask again, with what was wrong. Default 1. */
  readonly maxRepairs?: number | undefined
}
/** The answer, with its value as the schema gives it out. `usage` and `attempts` are those of all askings. */
export interface JsonAnswer<T> extends ChatResponse {
  readonly value: T
}

type Checked = { readonly value: unknown } | { readonly issues: readonly SchemaIssue[] }

const place = ({ path }: SchemaIssue): string =>
  path?.map((key) => String(typeof key === 'object' ? key.key : key)).join('.') ?? ''
const words = (issues: readonly SchemaIssue[]): string =>
  issues.map((issue) => `${place(issue)}${place(issue) && ': '}${issue.message}`).join('\n')

/**
 * One question, and an answer that fits the schema. The model is told the schema; its text is read tolerantly (fences, prose
 * around, thoughts, commas too many); what does not fit is asked for again with the issues. Throws `invalid-output`, which has the
 * model's `text` and the `issues`.
 *
 * @example const { value } = await askJson(provider, 'Read this invoice: ...', z.object({ total: z.number() }))
 */
export async function askJson<P extends Provider, S extends SchemaLike>(
  provider: P,
  prompt: Prompt,
  given: S & CanBeSent<S>,
  options: ChatOptions<P> & JsonOptions = {} as ChatOptions<P>,
): Promise<JsonAnswer<OutputOf<S>>> {
  const { schemaName: name, maxRepairs = 1, ...rest } = options as ChatOptions<Provider> & JsonOptions
  if (!(maxRepairs >= 0))
    throw new AiuError('invalid-request', `maxRepairs is ${maxRepairs}, not at least 0.`)
  const { schema, jsonSchema } = schemaOf(given)
  const messages: Message[] = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : [...prompt]
  const attempts: Attempt[] = []
  const usages: (Usage | undefined)[] = []
  const check = async ({ text }: ChatResponse): Promise<Checked> => {
    const found = parseJson(text)
    if (!found) return { issues: [{ message: 'The answer is not JSON.' }] }
    try {
      const checked = await schema['~standard'].validate(found.value)
      return checked.issues ? { issues: checked.issues } : { value: checked.value }
    } catch (cause) {
      // A transformation that throws does not take what the model gave.
      return { issues: [{ message: cause instanceof Error ? cause.message : String(cause) }] }
    }
  }
  const output = { mode: 'schema', name, ...closedSchema(jsonSchema) } as const
  for (let left = maxRepairs; ; left--) {
    const response = await ask<Provider>(provider, messages, {
      output,
      accept: async (answer) => 'value' in (await check(answer)),
      ...rest,
    }).catch((error: AiuError) => {
      error.attempts = [...attempts, ...(error.attempts ?? [])]
      throw error
    })
    attempts.push(...response.attempts)
    usages.push(response.usage)
    const usage = sumUsage(usages)
    const checked = await check(response)
    if ('value' in checked) return { ...response, attempts, usage, value: checked.value as OutputOf<S> }
    const { issues } = checked
    const refusal = response.parts.find((part) => part.type === 'refusal')
    const cut = response.finishReason === 'length'
    if (left <= 0 || refusal) {
      const why = refusal
        ? `The model refuses: ${refusal.text}`
        : `The answer${cut ? ', cut at its token limit,' : ''} does not fit the schema:\n${words(issues)}`
      const { provider: by, model, text } = response
      const hint = cut ? 'Raise maxTokens.' : undefined
      const error = new AiuError('invalid-output', why, { provider: by, model, text, issues, hint })
      error.attempts = attempts
      throw error
    }
    messages.push(response.message, {
      role: 'user',
      content: `That does not fit. Answer again with the corrected JSON alone.\n${words(issues)}`,
    })
  }
}
