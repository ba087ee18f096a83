// Ask, stream, type
import { createClient } from '@aiu/core'
import { groq } from '@aiu/groq'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { Invoice, signal, ValibotInvoice } from './given.ts'

const ai = createClient(groq({ model: 'openai/gpt-oss-120b' })) // key: given, else GROQ_API_KEY when first used

const { text } = await ai.ask('What is the capital of France?')
const brief = await ai.ask('And its river?', {
  system: 'One word.',
  model: 'openai/gpt-oss-20b',
  temperature: 0,
  maxTokens: 20,
  signal,
})

for await (const piece of ai.stream('Tell me about it').textStream) process.stdout.write(piece)

const { value } = await ai.askJson('Read this invoice: ...', Invoice) // zod, arktype: as they are
value.total satisfies number
const same = await ai.askJson('...', toStandardJsonSchema(ValibotInvoice)) // valibot: with its official converter

export { brief, same, text, value }
