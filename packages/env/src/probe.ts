import type { Detected, ProviderManifest, ProviderSettings } from '@aiu/core'

/** Asks a manifest whether its provider can be used, and waits no longer than `ms`, whatever it does. Never rejects. */
export const probe = async (
  { detect }: ProviderManifest,
  settings: ProviderSettings,
  ms: number,
  outer: AbortSignal | undefined,
): Promise<Detected | undefined> => {
  if (!detect) return undefined
  const patience = new AbortController()
  const end = (): void => patience.abort()
  outer?.addEventListener('abort', end)
  const timer = setTimeout(end, ms)
  try {
    return await Promise.race([
      new Promise<undefined>((resolve) => {
        patience.signal.addEventListener('abort', () => resolve(undefined))
        if (outer?.aborted) end()
      }),
      detect({ ...settings, signal: patience.signal }),
    ])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', end)
    end()
  }
}
