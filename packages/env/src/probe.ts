import type { Detected, ProviderManifest, ProviderSettings } from '@aiu/core'
import { linkSignal, raceAbort, withTimeout } from '@aiu/core/layer-kit'

/** Asks a manifest whether its provider can be used, and waits no longer than `ms`, whatever it does. Never rejects. */
export const probe = async (
  { detect }: ProviderManifest,
  settings: ProviderSettings,
  ms: number,
  outer: AbortSignal | undefined,
): Promise<Detected | undefined> => {
  if (!detect) return undefined
  const { signal, abort, unlink } = linkSignal(outer)
  try {
    const detected = (async () => detect({ ...settings, signal }))()
    return await withTimeout(raceAbort(detected, signal), ms, () => undefined)
  } catch {
    return undefined
  } finally {
    unlink()
    abort()
  }
}
