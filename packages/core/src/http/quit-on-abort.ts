/**
 * Ends the reading when the signal fires, since a platform that has let go of the reply no longer does (Node 22, under memory
 * pressure). Gives back what takes the listener off.
 */
export function quitOnAbort(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  signal: AbortSignal | undefined,
): () => void {
  const quit = (): void => void reader?.cancel().catch(() => {})
  signal?.addEventListener('abort', quit)
  return () => signal?.removeEventListener('abort', quit)
}
