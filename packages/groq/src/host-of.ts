import { refuse } from './refuse.ts'

/** Where the API is on a host. groq-sdk puts it into every path itself. */
export const API_PATH = '/openai/v1'

/**
 * The base URL as groq-sdk takes it, without the API's path: of `https://api.groq.com`, `https://api.groq.com/openai/v1`, the address
 * of the endpoint, or any of these under a path of a proxy.
 * @throws AiuError `configuration`: no http address, or one with a password, a query or a fragment in it.
 */
export function hostOf(baseURL: string): string {
  const url = URL.parse(baseURL)
  if (!url || !/^https?:$/.test(url.protocol))
    return refuse(`baseURL is "${`${baseURL}`.replace(/\/\/.*@/, '//')}", not an http address.`)
  if (url.username || url.password || url.search || url.hash)
    refuse('baseURL has a password, a query or a fragment in it.')
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  return url.origin + path.replace(/^\/openai$|\/openai\/v1$/, '').replace(/\/+$/, '')
}
