import { LLAMA_CONTEXT } from '../servers/llama-server.ts'
import { chatRecordings } from './chat-recordings.ts'
import { pixel, type Recording, user, weather } from './recording.ts'
import { responsesRecordings } from './responses-recordings.ts'

/** What is asked of a llama-server. */
export function llamaServerRecordings(model: string): Recording[] {
  const chat = (id: string, why: string, body: object): Recording => ({
    id: `llama-server-${id}`,
    api: 'chat',
    why,
    path: '/v1/chat/completions',
    body: { model, messages: user('Say hello.'), temperature: 0, seed: 7, max_tokens: 24, ...body },
  })
  const overflow = 'word '.repeat(LLAMA_CONTEXT + 200)
  return [
    ...chatRecordings('llama-server', model),
    chat('tool-forced', 'a model is told that it must call a tool', {
      messages: user('What is the weather in Oslo?'),
      tools: [weather],
      tool_choice: 'required',
      max_tokens: 64,
    }),
    chat('tool-forced-stream', 'a model is told that it must call a tool, and asked for a stream', {
      messages: user('What is the weather in Oslo?'),
      tools: [weather],
      tool_choice: 'required',
      max_tokens: 64,
      stream: true,
    }),
    chat('overflow', 'more than fits into the context', { messages: user(overflow) }),
    chat('overflow-stream', 'more than fits into the context, asked for a stream', {
      messages: user(overflow),
      stream: true,
    }),
    chat('image-refused', 'a model that cannot see is shown an image', {
      messages: user([
        { type: 'text', text: 'What is on it?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
      ]),
    }),
    ...responsesRecordings('llama-server', model),
    {
      id: 'llama-server-embeddings-refused',
      api: 'embeddings',
      why: 'a server that was not started for it is asked for vectors',
      path: '/v1/embeddings',
      body: { model, input: ['a sea'] },
    },
  ]
}
