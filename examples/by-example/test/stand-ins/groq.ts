// In place of `@aiu/groq` until it comes: the same factory over plain fetch, at the server of the test.
import { groq as overFetch, type PresetOptions } from '@aiu/openai-compatible/presets'

export const groq = (options: PresetOptions) =>
  overFetch({ apiKey: 'sk-test-12345678', ...options, baseURL: process.env.GROQ_BASE_URL })
