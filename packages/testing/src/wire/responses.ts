import { asksBeside, embeddingsBody, errorBody, modelsBody, pathOf } from './lists.ts'
import { responsesDialects } from './responses-dialects.ts'
import { responsesErrorShapes, responsesErrorsInStream } from './responses-errors.ts'
import { streamedResponse } from './responses-events.ts'
import { endedResponse } from './responses-items.ts'
import type { WireAnswer, WireAsk, WireKit, WireRequest } from './wire-kit.ts'

/** OpenAI's Responses API, with its embeddings and models. */
export const responsesWire: WireKit = {
  name: 'responses',
  path: '/v1',
  streams: 'text/event-stream',
  asks(request: WireRequest): WireAsk | undefined {
    const { method, body } = request
    if (method === 'POST' && pathOf(request).endsWith('/responses'))
      return { operation: 'chat', stream: body?.stream === true }
    return asksBeside(request)
  },
  whole: (answer: WireAnswer) => JSON.stringify(endedResponse(answer)),
  stream: streamedResponse,
  error: errorBody,
  errorShapes: responsesErrorShapes,
  errorsInStream: responsesErrorsInStream,
  embeddings: embeddingsBody,
  models: (models) => modelsBody(models, () => ({ created: 1_767_225_600, owned_by: 'example' })),
  dialects: responsesDialects,
}
