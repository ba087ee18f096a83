// Settings decide
import { clientFromEnv } from '@aiu/env'

const ai = await clientFromEnv() // AI_PROVIDER, GROQ_API_KEY, AI_CACHE_BACKEND ... and .env
const { text } = await ai.ask('Hello')

export { text }
