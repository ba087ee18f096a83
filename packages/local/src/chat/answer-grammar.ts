import type { OutputSpec, Warning } from '@aiu/core'
import type { GbnfJsonObjectSchema, LlamaGrammar } from 'node-llama-cpp'
import type { Llama } from '../engine/load-engine.ts'
import { grammarSchema } from './grammar-schema.ts'

/** What the answer must keep to, token by token. */
export interface AnswerGrammar {
  readonly grammar: LlamaGrammar
  readonly warnings: readonly Warning[]
}

const OBJECT = { type: 'object', additionalProperties: true } as const

/** The grammar of an answer's form. What a grammar cannot hold the model to is told in a warning. */
export async function answerGrammar(llama: Llama, { mode, schema }: OutputSpec): Promise<AnswerGrammar> {
  if (mode === 'object' || !schema) return { grammar: await make(llama, OBJECT), warnings: [] }
  const told = grammarSchema(schema)
  try {
    return {
      grammar: await make(llama, told.schema),
      warnings: told.loose.length > 0 ? [loosened(told.loose)] : [],
    }
  } catch (cause) {
    const warning = {
      code: 'schema-not-enforced',
      message: `The answer is held to JSON, not to its schema, of which no grammar can be made: ${(cause as Error).message}`,
    }
    return { grammar: await make(llama, OBJECT), warnings: [warning] }
  }
}

const make = (llama: Llama, schema: object): Promise<LlamaGrammar> =>
  llama.createGrammarForJsonSchema(schema as GbnfJsonObjectSchema)

const loosened = (loose: readonly string[]): Warning => ({
  code: 'schema-loosened',
  message: `The answer is held to its schema, but not to: ${loose.join(', ')}.`,
})
