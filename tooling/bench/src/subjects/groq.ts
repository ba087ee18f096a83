import { groq } from '@aiu/groq'
import { providerSubject } from '../provider-subject.ts'

export const { generate, stream, provided } = providerSubject((baseURL) =>
  groq({ baseURL: baseURL.replace('/v1', ''), apiKey: 'gsk-bench', model: 'gpt-4o-mini' }),
)
