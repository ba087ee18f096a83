// Meets every fault it is told of, whole and as a stream, and must then end by itself. Arguments: base URLs.
import { ask, isAiuError, stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

let failed = 0
for (const baseURL of process.argv.slice(2)) {
  const provider = openaiCompatible({
    baseURL,
    apiKey: 'sk-test-1234567890',
    model: 'm',
    maxReplyBytes: 1_000_000,
  })
  const loop = async (): Promise<void> => {
    for await (const _ of stream(provider, 'q', { signal: AbortSignal.timeout(60) }).textStream);
  }
  const leave = async (): Promise<void> => {
    for await (const _ of stream(provider, 'q', { signal: AbortSignal.timeout(60) })) break
  }
  const note = (error: unknown): void => {
    if (!isAiuError(error)) throw error
    failed++
  }
  const asked = ask(provider, 'q', { signal: AbortSignal.timeout(60) })
  await Promise.all([asked, loop(), leave()].map((attempt) => attempt.then(undefined, note)))
  // A stream that is never read, and one whose failure nobody looks at.
  stream(provider, 'q')
  void stream(provider, 'q', { signal: AbortSignal.timeout(60) }).response
}
process.stdout.write(`${JSON.stringify({ met: process.argv.length - 2, failed })}\n`)
