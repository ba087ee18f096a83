import { openai } from '@aiu/openai'
import { chatCompletionsWire, providerContract, responsesWire } from '@aiu/testing'

const entry = new URL('../src/index.ts', import.meta.url)

providerContract('openai', (server) => openai({ ...server, model: 'm' }), { wire: responsesWire, entry })
providerContract('openai, chat completions', (server) => openai({ ...server, model: 'm', api: 'chat' }), {
  wire: chatCompletionsWire,
  entry,
})
