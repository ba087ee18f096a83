import { AiuError } from '@aiu/core'
import { type Clock, realClock } from '../clock.ts'
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
      let timer: AbortController | undefined
      let over = false

      const end = (winner?: number): void => {
        over = true
        timer?.abort()
        for (const [at, rival] of rivals.entries())
          if (at !== winner) rival.abort(new AiuError('aborted', 'Another one was faster.'))
      }
      const start = (): void => {
        const at = rivals.length
        const rival = new AbortController()
        rivals.push(rival)
        const signals = [request.signal, rival.signal].filter((signal) => signal !== undefined)
        const one = ask(at, { signal: AbortSignal.any(signals) })
        asked.push(one)
        one.then(
          async (answer) => {
            if (over) return
            end(at)
            // For a moment, so that the losers' attempts are told.
            if (rivals[1]) await Promise.race([Promise.allSettled(asked), realClock.sleep(0)])
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
        timer = new AbortController()
        clock.sleep(afterMs, timer.signal).then(next, () => {})
      }
      /** Unless all have been asked. */
      const next = (): void => {
        timer?.abort()
        if (rivals.length < count) start()
      }
      start()
    })
