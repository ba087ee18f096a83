import { color, multibyte, type Recording, user, weather } from './recording.ts'

/** What is asked of every server of chat completions. */
export function chatRecordings(server: string, model: string): Recording[] {
  const chat = (id: string, why: string, body: object): Recording => ({
    id: `${server}-${id}`,
    api: 'chat',
    why,
    path: '/v1/chat/completions',
    body: {
      model,
      messages: user('Say hello.'),
      temperature: 0,
      seed: 7,
      max_tokens: 24,
      ...body,
      ...('stream' in body && { stream_options: { include_usage: true } }),
    },
  })
  const schema = {
    messages: user('Pick a color, and say if it is warm. Answer in JSON.'),
    max_tokens: 64,
    response_format: { type: 'json_schema', json_schema: { name: 'color', schema: color, strict: true } },
  }
  const tools = { messages: user('What is the weather in Oslo?'), tools: [weather] }
  return [
    chat('chat', 'an answer', {}),
    chat('chat-stream', 'an answer in pieces', { stream: true }),
    chat('chat-multibyte-stream', 'pieces with characters of several bytes', {
      stream: true,
      max_tokens: 64,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'word', schema: multibyte, strict: true },
      },
    }),
    chat('chat-length', 'an answer that was cut short', { max_tokens: 4 }),
    chat('chat-length-stream', 'an answer in pieces that was cut short', { stream: true, max_tokens: 4 }),
    chat('chat-schema', 'an answer that fits a schema', schema),
    chat('chat-schema-stream', 'an answer in pieces that fits a schema', { stream: true, ...schema }),
    chat('tools', 'a small model is given a tool', tools),
    chat('tools-stream', 'a small model is given a tool, and asked for a stream', { stream: true, ...tools }),
    chat('bad-request', 'messages that are no list', { messages: 'hello' }),
    { id: `${server}-models`, api: 'models', why: 'the models that are there', path: '/v1/models' },
  ]
}
