import { groq } from '@aiu/groq'
import { liveSuite } from '../../src/suite/live-suite.ts'

// The key is the SDK's to find: GROQ_API_KEY.
const model = process.env.GROQ_MODEL
const named = model === undefined ? {} : { model }

liveSuite('@aiu/groq', () => groq(named), { model: groq(named).defaultModel, room: 2000 })
