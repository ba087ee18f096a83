import { refuse } from './refuse.ts'

export const DEFAULT_ROOT = 'http://127.0.0.1:11434'

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i
const HAS_PORT = /^[^/]*:\d+(\/|$)/
const BARE_IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i
/** Where a server listens is not where it is reached. */
const ANYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' }

/**
 * The address of the server without the API's path, from whatever people put into a setting, as `OLLAMA_HOST` is read by Ollama itself
 * (`envconfig/config.go`) and base URLs by OpenAI's clients. Absent or blank: the default.
 * @throws AiuError `configuration`: no http address, or one with a password, a query or a fragment in it.
 */
export function serverRoot(given: string | undefined): string {
  const text = given?.trim().replace(/^(["'])(.*)\1$/, '$2') || DEFAULT_ROOT
  const url = URL.parse(withScheme(text), globalThis.location?.href)
  if (!url || !/^https?:$/.test(url.protocol))
    return refuse(`baseURL is "${text.replace(/\/\/.*@/, '//')}", not an http address.`)
  if (url.username || url.password || url.search || url.hash)
    refuse('baseURL has a password, a query or a fragment in it.')
  url.hostname = ANYWHERE[url.hostname] ?? url.hostname
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(api|v1)$/, '')
  return url.origin + path.replace(/\/+$/, '')
}

function withScheme(text: string): string {
  if (SCHEME.test(text) || text.startsWith('/')) return text
  if (/^ollama\.com(\/|$)/.test(text)) return `https://${text}`
  const host = BARE_IPV6.test(text) ? `[${text}]` : text.startsWith(':') ? `127.0.0.1${text}` : text
  return `http://${HAS_PORT.test(host) ? host : host.replace(/(\/|$)/, ':11434$1')}`
}
