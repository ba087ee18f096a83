const MOST = 4_194_304

/** The JSON at an address, or `undefined`: nobody there, an error, a redirect, no JSON, over 4 MiB, or the signal fired. */
export async function getJson(
  url: string,
  { apiKey, signal }: { readonly apiKey?: string | undefined; readonly signal: AbortSignal },
): Promise<unknown> {
  try {
    const headers = { accept: 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) }
    const { ok, body } = await fetch(url, { headers, signal, redirect: 'error' })
    if (!ok) {
      await body?.cancel()
      return
    }
    return JSON.parse(await limited(body))
  } catch {
    return
  }
}

async function limited(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > MOST) throw new RangeError('too large')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
