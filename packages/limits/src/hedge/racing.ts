import type { AiuError } from '@aiu/core'
import { type Clock, startTimer } from '@aiu/core/layer-kit'
import { movesOn } from '../combine/moves-on.ts'
import { noneAnswered } from '../combine/none-answered.ts'
import type { Way } from '../combine/way.ts'

/** Side by side: the next starts when those under way were silent for so long, or one failed. The first answer wins. */
export const racing =
  (count: number, afterMs: number, clock: Clock): Way =>
  ({ request, ask }) =>
    new Promise((resolve, reject) => {
      const rivals: AbortController[] = []
      const errors: AiuError[] = []
      const asked: Promise<unknown>[] = []
      let stop: (() => void) | undefined
      let over = false

      const end = (winner?: AbortController): void => {
        over = true
        stop?.()
        for (const rival of rivals) if (rival !== winner) rival.abort()
      }
      /** Starts the next, unless all have been asked. */
      const next = (): void => {
        stop?.()
        const at = rivals.length
        if (at === count) return
        const rival = new AbortController()
        rivals.push(rival)
        const { signal } = rival
        const one = ask(at, { signal: AbortSignal.any([signal, request.signal ?? signal]) })
        asked.push(one)
        one.then(
          async (answer) => {
            if (over) return
            end(rival)
            // For a moment, so that the losers' attempts are told.
            if (rivals[1]) {
              const moment = new Promise<void>((over) => {
                stop = startTimer(0, over)
              })
              await Promise.race([Promise.allSettled(asked), moment])
              stop?.()
            }
            resolve(answer)
          },
          (cause) => {
            if (over) return
            try {
              errors.push(movesOn(cause, request, clock))
              if (errors.length === count) throw noneAnswered(errors)
              next()
            } catch (error) {
              end()
              reject(error)
            }
          },
        )
        if (at + 1 === count) return
        stop = startTimer(afterMs, next, clock)
      }
      next()
    })
