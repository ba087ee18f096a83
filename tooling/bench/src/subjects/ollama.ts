import { ollama } from '@aiu/ollama'
import { providerSubject } from '../provider-subject.ts'

export const { generate, stream, provided } = providerSubject((baseURL) =>
  ollama({ baseURL: baseURL.replace('/v1', ''), model: 'gpt-4o-mini' }),
)
