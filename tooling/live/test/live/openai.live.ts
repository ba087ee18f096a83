import { openai } from '@aiu/openai'
import { liveSuite } from '../../src/suite/live-suite.ts'

// The key is the SDK's to find: OPENAI_API_KEY.
const model = process.env.OPENAI_MODEL
const named = model === undefined ? {} : { model }
const { defaultModel = '' } = openai(named)

// The Responses API takes no limit below 16; a model that thinks needs room for its thoughts.
for (const api of ['responses', 'chat'] as const)
  liveSuite(`@aiu/openai, api ${api}`, () => openai({ ...named, api } as { api: 'chat' }), {
    model: defaultModel,
    fewest: 16,
    room: 2000,
  })
