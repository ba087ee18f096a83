import { AiuError } from '../errors/aiu-error.ts'
import type { ChatResponse, OutputSpec } from '../words/chat.ts'
import type { SchemaIssue, SchemaLike, Validation } from '../words/schema.ts'
import { closedSchema } from './closed-schema.ts'
import { parseJson } from './parse-json.ts'
import { schemaOf } from './schema-of.ts'

/** How an answer that fits a schema is asked for, and looked at. */
export interface AnswerCheck {
  /** For the request. */
  readonly output: OutputSpec
  check(response: ChatResponse): Promise<Validation<unknown>>
  /** For the request: the answer is good enough to keep. */
  accept(response: ChatResponse): Promise<boolean>
}

const place = ({ path }: SchemaIssue): string =>
  path?.map((key) => String(typeof key === 'object' ? key.key : key)).join('.') ?? ''

/** What was thrown, in words. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Issues in words, a line each, with the place where there is one. */
export const issuesInWords = (issues: readonly SchemaIssue[]): string =>
  issues.map((issue) => `${place(issue)}${place(issue) && ': '}${issue.message}`).join('\n')

/** An answer that does not fit, as an error. */
export function misfit(response: ChatResponse, issues: readonly SchemaIssue[]): AiuError {
  const refusal = response.parts.find((part) => part.type === 'refusal')
  const cut = response.finishReason === 'length'
  const why = refusal
    ? `The model refuses: ${refusal.text}`
    : `The answer${cut ? ', cut at its token limit,' : ''} does not fit the schema:\n${issuesInWords(issues)}`
  const { provider, model, text, attempts } = response
  const hint = cut ? 'Raise maxTokens.' : undefined
  return new AiuError('invalid-output', why, { provider, model, text, attempts, issues, hint })
}

export function answerCheck(given: SchemaLike, name: string | undefined): AnswerCheck {
  const { schema, jsonSchema } = schemaOf(given)
  const check = async ({ text }: ChatResponse): Promise<Validation<unknown>> => {
    try {
      const found = parseJson(text)
      if (!found) throw new Error('The answer is not JSON.')
      return await schema['~standard'].validate(found.value)
    } catch (cause) {
      // A transformation that throws does not take what the model gave.
      return { issues: [{ message: messageOf(cause) }] }
    }
  }
  return {
    output: { mode: 'schema', name, ...closedSchema(jsonSchema) },
    check,
    accept: async (response) => !(await check(response)).issues,
  }
}
