import { newId } from '../call/new-id.ts'
import { addAttempts, sumAnswers } from '../call/sum-answers.ts'
import { toMessages } from '../call/to-messages.ts'
import { AiuError } from '../errors/aiu-error.ts'
import { answerCheck, issuesInWords, misfit } from '../json/answer-check.ts'
import type { ChatResponse } from '../words/chat.ts'
import type { Prompt } from '../words/messages.ts'
import type { ChatOptions, Provider } from '../words/provider.ts'
import type { CanBeSent, OutputOf, SchemaLike } from '../words/schema.ts'
import { ask } from './ask.ts'

export interface JsonOptions {
  /** How the vendor is told of the schema. Default "answer". */
  readonly schemaName?: string | undefined
  /** How often to ask again, with what was wrong. Default 1. */
  readonly maxRepairs?: number | undefined
}
/** The answer, with its value as the schema gives it out. `usage`, `cost` and `attempts` are those of all askings. */
export interface JsonAnswer<T> extends ChatResponse {
  readonly value: T
}

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
  const { schemaName, maxRepairs = 1, ...rest } = options as ChatOptions<Provider> & JsonOptions
  if (!(maxRepairs >= 0))
    throw new AiuError('invalid-request', `maxRepairs is ${maxRepairs}, not at least 0.`)
  const { output, accept, check } = answerCheck(given, schemaName)
  const messages = toMessages(prompt)
  const callId = rest.callId ?? newId()
  const asked: ChatResponse[] = []
  for (let left = maxRepairs; ; left--) {
    const again = asked[0] && 're-asked'
    const response = await ask<Provider>(provider, messages, {
      output,
      accept,
      ...rest,
      callId,
      again,
    }).catch((error) => {
      throw addAttempts(error, asked)
    })
    asked.push(response)
    const whole = { ...response, ...sumAnswers(asked) }
    const checked = await check(response)
    if (!checked.issues) return { ...whole, value: checked.value as OutputOf<S> }
    const { issues } = checked
    if (left <= 0 || response.parts.some((part) => part.type === 'refusal')) throw misfit(whole, issues)
    messages.push(response.message, {
      role: 'user',
      content: `That does not fit. Answer again with the corrected JSON alone.\n${issuesInWords(issues)}`,
    })
  }
}
