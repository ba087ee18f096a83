import { join } from 'node:path'
import { clientFromEnv } from '@aiu/env'
import { telegraphServer } from './server.ts'

// node --conditions=@aiu/source examples/own-provider/src/main.ts "What is that?"
await using server = await telegraphServer()
const ai = await clientFromEnv({
  env: { AI_PROVIDER: '@aiu-examples/own-provider', TELEGRAPH_URL: server.baseURL },
  envFile: false,
  cwd: join(import.meta.dirname, '..'),
})
const answer = ai.stream(process.argv[2] ?? 'What is that?')
for await (const piece of answer.textStream) process.stdout.write(piece)
const { provider, model, usage } = await answer.response
process.stdout.write(`\n(${provider}, ${model}: ${usage?.outputTokens} tokens)\n`)
