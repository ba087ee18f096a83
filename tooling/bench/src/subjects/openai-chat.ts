import { openai } from '@aiu/openai'
import { providerSubject } from '../provider-subject.ts'

export const { generate, stream, provided } = providerSubject((baseURL) =>
  openai({ baseURL, apiKey: 'sk-bench', model: 'gpt-4o-mini', api: 'chat' }),
)
