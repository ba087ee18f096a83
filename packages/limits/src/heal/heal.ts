import type { CallOptions, CapabilityMemory, ChatEvent, Endpoint, Layer, ResponseBase } from '@aiu/core'
import { beginStreams, wrapStream } from '@aiu/core/layer-kit'
import { askAgain } from './ask-again.ts'
import { learnedIn } from './learned.ts'
import { shaper, textOfCall } from './tool-answer.ts'

/**
 * Steps around what a server turns out not to take. On a 400 that names a parameter it asks again without it, or under the name that
 * the server wants; a schema that is refused goes as JSON mode, as a tool, or in the prompt alone. What helped is remembered by base
 * URL, scope and model, so that the next call is right at once. Each answer to a changed request has a warning `healed`.
 *
 * Never left out: messages, tools, images. A value out of range is passed on as it is, and so is any error once a stream has begun.
 *
 * @param memory Any Map or Keyv; asked once for each model, and done without when it fails or takes more than 100 ms. Default: this process.
 * @example const ai = createClient(openaiCompatible({ baseURL, model }), heal(), retry())
 */
export function heal(memory?: CapabilityMemory): Layer {
  const learned = learnedIn(memory)

  const call = <Q extends CallOptions, R extends ResponseBase>(
    request: Q,
    next: (request: Q) => Promise<R>,
    endpoint: Endpoint,
  ): Promise<R> =>
    askAgain(request, endpoint, learned, next).then(({ answer, warnings, byTool }) =>
      warnings[0]
        ? {
            ...answer,
            ...(byTool && textOfCall(answer as never)),
            warnings: [...answer.warnings, ...warnings],
          }
        : answer,
    )

  return {
    name: 'heal',
    order: 60,
    chat: call,
    embed: call,
    stream(request, next, endpoint) {
      /** Of an answer to a changed request: what becomes of each event. */
      let shape: ((event: ChatEvent) => ChatEvent | undefined) | undefined
      return wrapStream<ChatEvent>({
        async open(opening) {
          const { begin } = beginStreams<ChatEvent>(opening)
          const { answer, warnings, byTool } = await askAgain(request, endpoint, learned, (asked) =>
            begin(next(asked)),
          )
          if (warnings[0]) shape = shaper(warnings, byTool)
          return answer
        },
        get mapEvent() {
          return shape
        },
      })
    },
  }
}
