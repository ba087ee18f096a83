// A conversation, an image, a tool
import { createClient, image, type Message, tool } from '@aiu/core'
import { groq } from '@aiu/groq'
import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { bytes, lookUp, show } from './given.ts'

const ai = createClient(groq({ model: 'openai/gpt-oss-120b' }))

const history: Message[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Who wrote Faust?' },
]
const answer = await ai.ask(history)
history.push(answer.message, { role: 'user', content: 'And when?' })
const when = await ai.ask(history)

await ai.ask([{ role: 'user', content: ['What is on it?', image(bytes)] }])

const weather = tool({
  name: 'weather',
  description: 'Weather of a city now',
  input: toStandardJsonSchema(v.object({ city: v.string() })),
  run: ({ city }) => lookUp(city), // city: string
})
const run = ai.runTools('Do I need a coat in Oslo?', [weather], { maxSteps: 5 })
for await (const event of run) if (event.type === 'tool-call') show(event.call)
const { text, steps } = await run.response

export { history, steps, text, when }
