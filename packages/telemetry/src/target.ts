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

const MOST_PLACES = 100

/** Describes targets by the conventions' attributes. An address is taken apart once. */
export function targets(): (target: Target) => Told {
  const places = new Map<string, Place | undefined>()
  return ({ provider, baseURL, model }) => {
    let place: Place | undefined
    if (baseURL) {
      if (!places.has(baseURL)) {
        if (places.size >= MOST_PLACES) places.clear()
        places.set(baseURL, placeOf(baseURL))
      }
      place = places.get(baseURL)
    }
    const host = place?.host ?? ''
    return told({
      'gen_ai.provider.name':
        KNOWN[host] ?? (host.endsWith('.openai.azure.com') ? KNOWN.azure : (KNOWN[provider] ?? provider)),
      'gen_ai.request.model': model,
      'server.address': host,
      'server.port': place?.port,
    })
  }
}
