import { openaiCompatible, openaiCompatibleEmbeddings } from '@aiu/openai-compatible'
import { providerContract } from '@aiu/testing'
import { fallback, route } from '../../src/index.ts'

type Server = { readonly baseURL: string; readonly apiKey: string; readonly maxReplyBytes: number }
const one = (server: Server) => ({
  ...openaiCompatible({ ...server, model: 'm' }),
  embed: openaiCompatibleEmbeddings({ ...server, model: 'e' }).embed,
})

// A combinator of one keeps what its member keeps.
providerContract('fallback of one', (server) => fallback(one(server)))
providerContract('route of one', (server) => route({ strategy: 'least-busy' }, one(server)))
