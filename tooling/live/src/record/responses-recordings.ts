import { color, type Recording } from './recording.ts'

/** What is asked of every server of the Responses API. */
export function responsesRecordings(server: string, model: string): Recording[] {
  const responses = (id: string, why: string, body: object): Recording => ({
    id: `${server}-${id}`,
    api: 'responses',
    why,
    path: '/v1/responses',
    body: { model, input: 'Say hello.', temperature: 0, max_output_tokens: 24, ...body },
  })
  const schema = {
    input: 'Pick a color, and say if it is warm. Answer in JSON.',
    max_output_tokens: 64,
    text: { format: { type: 'json_schema', name: 'color', schema: color, strict: true } },
  }
  return [
    responses('responses', 'an answer', {}),
    responses('responses-stream', 'an answer in pieces', { stream: true }),
    // Neither server says that it was: the status is "completed".
    responses('responses-length', 'an answer that was cut short', { max_output_tokens: 4 }),
    responses('responses-length-stream', 'an answer in pieces that was cut short', {
      max_output_tokens: 4,
      stream: true,
    }),
    responses('responses-schema', 'an answer that fits a schema', schema),
    responses('responses-schema-stream', 'an answer in pieces that fits a schema', {
      stream: true,
      ...schema,
    }),
    responses('responses-bad-request', 'an input that is a number', { input: 7 }),
  ]
}
