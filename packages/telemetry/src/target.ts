import { type Told, told } from './told.ts'

/** The conventions' words for the vendors at these addresses, and for names of this project that differ from them. */
const KNOWN: Readonly<Record<string, string>> = {
  'api.openai.com': 'openai',
  'api.groq.com': 'groq',
  'api.mistral.ai': 'mistral_ai',
  mistral: 'mistral_ai',
  'api.x.ai': 'x_ai',
  xai: 'x_ai',
  'api.deepseek.com': 'deepseek',
  'api.anthropic.com': 'anthropic',
  'generativelanguage.googleapis.com': 'gcp.gemini',
  gemini: 'gcp.gemini',
  'api.perplexity.ai': 'perplexity',
  'api.cohere.com': 'cohere',
  azure: 'azure.ai.openai',
}

/** Whom a request goes to, as a provider or an attempt tells it. */
export interface Target {
  readonly provider: string
  readonly baseURL?: string | undefined
  /** The model that is asked for. */
  readonly model?: string | undefined
}

interface Place {
  readonly host: string
  readonly port: number
}
const placeOf = (baseURL: string): Place | undefined => {
  const url = URL.parse(baseURL)
  return url?.hostname
    ? {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443),
      }
    : undefined
}

const MOST_TARGETS = 100

/** Describes targets by the conventions' attributes, each once. */
export function targets(): (target: Target) => Told {
  const known = new Map<string, Told>()
  return ({ provider, baseURL = '', model = '' }) => {
    const key = `${provider}\n${baseURL}\n${model}`
    let found = known.get(key)
    if (!found) {
      if (known.size >= MOST_TARGETS) known.clear()
      found = described(provider, placeOf(baseURL), model)
      known.set(key, found)
    }
    return found
  }
}

function described(provider: string, { host = '', port }: Partial<Place> = {}, model: string): Told {
  return told({
    'gen_ai.provider.name':
      KNOWN[host] ?? (host.endsWith('.openai.azure.com') ? KNOWN.azure : (KNOWN[provider] ?? provider)),
    'gen_ai.request.model': model,
    'server.address': host,
    'server.port': port,
  })
}
