// Many at once
import { createClient } from '@aiu/core'
import { groq } from '@aiu/groq'
import { bar, note, prompts, signal, use } from './given.ts'

const ai = createClient(groq({ model: 'openai/gpt-oss-120b' }))

const run = ai.askMany(prompts, {
  concurrency: 8,
  signal,
  onProgress: ({ done, total }) => bar.update(done / total),
})
for await (const item of run) item.ok ? use(item.index, item.response) : note(item.index, item.error) // as they come
const all = await run.settled // or all, in order of the prompts

export { all }
