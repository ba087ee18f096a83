/** The JSON at an address of a server that is known to be there. Throws where it is no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what a server sends has no type
export async function getJson(url: string): Promise<any> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`GET ${url} ended with ${response.status}`)
  return response.json()
}
