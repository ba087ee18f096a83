// Before a block of the README runs: its servers are those of the test.
const { SERVERS = '{}' } = process.env
const servers = JSON.parse(SERVERS) as Record<string, string>
const { fetch: real } = globalThis
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  const here = servers[url.host]
  if (!here) throw new Error(`Nobody stands in for ${url.host}.`)
  return real(here + url.pathname + url.search, init)
}
