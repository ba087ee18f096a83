import { once } from 'node:events'
import type { AnswerStream, ChatResponse } from '@aiu/core'

/**
 * Writes an answer as it comes, and no faster than it is read; ends the line, whatever happens. What had come before a failure
 * stays.
 */
export const printAnswer = async (
  answer: AnswerStream,
  out: NodeJS.WriteStream,
  signal: AbortSignal,
  begun: () => void,
): Promise<ChatResponse> => {
  let last = ''
  try {
    for await (const piece of answer.textStream) {
      if (!last) begun()
      last = piece || last
      if (!out.write(piece)) await once(out, 'drain', { signal })
    }
    return await answer.response
  } finally {
    if (last && !last.endsWith('\n')) out.write('\n')
  }
}
