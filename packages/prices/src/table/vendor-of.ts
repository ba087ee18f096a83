import type { Endpoint } from '@aiu/core'
import { findProvider } from '@pydantic/genai-prices'

/** Who bills: the table's name of a vendor, nobody, or, in words, why it is not known. */
export type Vendor =
  | { readonly id: string; readonly free?: undefined; readonly why?: undefined }
  | { readonly id?: undefined; readonly free: true; readonly why?: undefined }
  | { readonly id?: undefined; readonly free?: undefined; readonly why: string }

/** Our names of vendors that the table has under another. */
const NAMES: Readonly<Record<string, string>> = { gemini: 'google', xai: 'x-ai' }
/** Servers that run a model themselves, by the names of our providers and presets. */
const RUNS_MODELS = /^(ollama|llama-server|lm-studio|vllm|localai|fastchat|text-generation-webui)$/
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)|^\[f[cde]|\.(local|internal|lan)$|^[^.]+$/
/** Regional addresses, for which both charge a tenth more for some models: the vendors' pricing pages, 2026-11. */
const REGIONAL = /\.api\.(openai\.com|x\.ai)$/

const exactly = (id: string): string | undefined =>
  findProvider({ providerId: id })?.id === id ? id : undefined

/** By address: that takes a pattern for each vendor. */
let addresses: Map<string, string | undefined> | undefined
const MOST_KEPT = 500

function byAddress(baseURL: string): string | undefined {
  addresses ??= new Map()
  if (!addresses.has(baseURL)) {
    if (addresses.size >= MOST_KEPT) addresses.clear()
    addresses.set(baseURL, findProvider({ providerApiUrl: baseURL })?.id)
  }
  return addresses.get(baseURL)
}

/**
 * Who bills for what an endpoint answers. The address decides: whose it is, is asked first. Else the name does, so that a gateway in
 * front of a vendor is priced as that vendor; but not on this machine or a private network, where anything may listen under any name.
 */
export function vendorOf({ name, baseURL }: Endpoint, model: string): Vendor {
  // The house's own provider in this process. It has no address.
  if (name === 'local' && !baseURL) return { free: true }
  const host = baseURL && URL.parse(baseURL)?.hostname
  if (host && LOOPBACK.test(host)) {
    // Ollama passes models of its cloud through: "gpt-oss:120b-cloud".
    return RUNS_MODELS.test(name) && !/[:-]cloud$/.test(model)
      ? { free: true }
      : { why: `What runs at ${host} under the name ${name} is not known.` }
  }
  if (host && REGIONAL.test(host)) return { why: `What ${host} charges for its region is not in the table.` }
  const known = baseURL && byAddress(baseURL)
  if (known) return { id: known }
  if (host && PRIVATE.test(host)) return { why: `What runs at ${host} under the name ${name} is not known.` }
  const byName = exactly(NAMES[name] ?? name)
  return byName
    ? { id: byName }
    : { why: `The table knows no vendor named ${name}${host ? ` or at ${host}` : ''}.` }
}
