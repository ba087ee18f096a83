import type { Preset } from './preset.ts'

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i
const HAS_PORT = /^[^/]*:\d+(\/|$)/
const BARE_IPV6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i
/** Where a server listens is not where it is reached. */
const ANYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' }

/**
 * The base URL of a preset, from whatever people put into a setting: the base URL itself, the bare server address
 * (`https://api.groq.com`), a beginning of the API's path, the address of the endpoint (`.../chat/completions`), or `host`,
 * `host:port`, `:port` and `0.0.0.0` as `OLLAMA_HOST` may have them. Any other path is kept: it may be a proxy's. What is no
 * address comes back as it is, for the provider to refuse. Absent or blank: the preset's own.
 */
export function address({ apiPath, defaults, kind }: Preset, given?: string | undefined): string {
  const own = defaults.baseURL ?? ''
  const text = given?.trim().replace(/^(["'])(.*)\1$/, '$2') || own
  if (SCHEME.test(text)) return complete(text, apiPath) ?? text
  if (!text || text.startsWith('/')) return text
  const host = BARE_IPV6.test(text) ? `[${text}]` : text.startsWith(':') ? `127.0.0.1${text}` : text
  const port = HAS_PORT.test(host) ? undefined : URL.parse(own)?.port
  return complete(`${kind === 'hosted' ? 'https' : 'http'}://${host}`, apiPath, port) ?? text
}

function complete(text: string, apiPath: string, port?: string): string | undefined {
  const url = URL.parse(text)
  if (!url?.host) return
  url.hostname = ANYWHERE[url.hostname] ?? url.hostname
  if (port) url.port = port
  url.hash = ''
  const path = url.pathname.replace(/\/+$/, '')
  const base = path.replace(/\/chat\/completions$/, '')
  url.pathname = base === path && `${apiPath}/`.startsWith(`${path}/`) ? apiPath : base
  return url.href.replace(/\/+$/, '')
}

/** The server itself, without the API's path: where its own endpoints are. */
export const serverRoot = ({ apiPath }: Preset, baseURL: string): string =>
  baseURL.endsWith(apiPath) ? baseURL.slice(0, -apiPath.length) : baseURL
