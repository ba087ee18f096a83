import { unreachable } from './failure.ts'
import { tooLarge } from './line-reader.ts'
import type { Server } from './server.ts'

/** The body as text. More than the server's largest reply is an error; with `cut`, so many bytes are enough, or as
 * many as come. */
export async function readText(
  server: Server,
  { body }: Response,
  signal?: AbortSignal,
  cut?: number,
): Promise<string> {
  const reader = body?.getReader()
  const quit = (): void => void reader?.cancel().catch(() => {})
  // A platform that has let go of the reply no longer ends the reading itself (Node 22, under memory pressure).
  signal?.addEventListener('abort', quit)
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const step = await reader?.read()
      signal?.throwIfAborted()
      if (!step || step.done) return text
      text += decoder.decode(step.value, { stream: true })
      bytes += step.value.length
      if (bytes > (cut ?? server.maxReplyBytes)) {
        quit()
        throw tooLarge(server.maxReplyBytes)
      }
    }
  } catch (cause) {
    if (cut && !signal?.aborted) return text
    throw unreachable(server, cause, signal, 'interrupted')
  } finally {
    signal?.removeEventListener('abort', quit)
  }
}
