import { isAiuError } from '@aiu/core'
import { failure, type ReplyDecoder, type Server } from '@aiu/core/http'
import type { PullProgress } from '../options.ts'
import { lineOf } from './chat-decoder.ts'

/** The stream of a pull as events. It ends with the status `success`, or with an error. */
export function pullDecoder(server: Server, push: (event: PullProgress) => void): ReplyDecoder {
  const read = (line: string): boolean => {
    const { status, digest, total, completed } = progressOf(server, line)
    push({ status, digest, total, completed })
    return status === 'success'
  }
  return {
    read,
    whole(text) {
      if (!read(text)) throw failure(server, 'malformed', 'sent no end of a pull', text)
    },
    complete: () => false,
    end() {},
  }
}

/** How its registry says that there is no such model: `server/images.go`, `pull model manifest: file does not exist`. */
const NO_SUCH = /manifest: file does not exist/

function progressOf(server: Server, line: string): PullProgress {
  try {
    return lineOf<PullProgress & { readonly error?: unknown }>(server, line)
  } catch (error) {
    if (isAiuError(error) && NO_SUCH.test(error.message))
      throw failure(server, 'not-found', 'has no such model in its registry', '', {
        cause: error,
        hint: 'Look for its name on https://ollama.com/search.',
      })
    throw error
  }
}
