/** https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle */
const AZURE = /\.(openai|services\.ai)\.azure\.(com|us)$/

/**
 * The address with the API's path: a bare server address is completed with it, Azure's with its own. Any other path is kept: it may
 * be a proxy's. `undefined`: no http address, or one with a password, a query or a fragment in it.
 */
export function completeBaseURL(given: string): string | undefined {
  const url = URL.parse(given.trim())
  if (!url || !/^https?:$/.test(url.protocol)) return
  if (url.username || url.password || url.search || url.hash) return
  if (url.pathname === '/') url.pathname = AZURE.test(url.hostname) ? '/openai/v1' : '/v1'
  return url.href.replace(/\/+$/, '')
}
