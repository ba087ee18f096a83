import { chatRecordings } from './chat-recordings.ts'
import { color, multibyte, type Recording, user, weather } from './recording.ts'
import { responsesRecordings } from './responses-recordings.ts'

/** What is asked of an Ollama: its own API, and its OpenAI-compatible one. */
export function ollamaRecordings(model: string): Recording[] {
  const options = { temperature: 0, seed: 7, num_predict: 24 }
  const chat = (id: string, why: string, body: object): Recording => ({
    id: `ollama-${id}`,
    api: 'ollama-chat',
    why,
    path: '/api/chat',
    body: { model, messages: user('Say hello.'), stream: false, options, ...body },
  })
  return [
    chat('chat', 'an answer', {}),
    chat('chat-stream', 'an answer in pieces', { stream: true }),
    chat('chat-multibyte-stream', 'pieces with characters of several bytes', {
      stream: true,
      format: multibyte,
      options: { ...options, num_predict: 64 },
    }),
    chat('chat-length', 'an answer that was cut short', { options: { ...options, num_predict: 4 } }),
    chat('chat-length-stream', 'an answer in pieces that was cut short', {
      stream: true,
      options: { ...options, num_predict: 4 },
    }),
    chat('chat-schema', 'an answer that fits a schema', {
      messages: user('Pick a color, and say if it is warm. Answer in JSON.'),
      format: color,
      options: { ...options, num_predict: 64 },
    }),
    chat('chat-schema-stream', 'an answer in pieces that fits a schema', {
      stream: true,
      messages: user('Pick a color, and say if it is warm. Answer in JSON.'),
      format: color,
      options: { ...options, num_predict: 64 },
    }),
    chat('chat-conversation', 'a system message and two turns', {
      messages: [
        { role: 'system', content: 'Be brief.' },
        ...user('Who wrote Faust?'),
        { role: 'assistant', content: 'Goethe.' },
        ...user('And when?'),
      ],
    }),
    chat('chat-load', 'no messages: the model is loaded, and nothing said', { messages: [] }),
    chat('chat-unload', 'no messages and no time to live: the model is unloaded', {
      messages: [],
      keep_alive: 0,
    }),
    chat('thinking-refused', 'a model that cannot think is asked to', { think: true }),
    chat('tools-refused', 'a model without tools is given one', { tools: [weather] }),
    chat('missing-model', 'a model that is not there', { model: 'no-such-model' }),
    chat('missing-model-stream', 'a model that is not there, asked for a stream', {
      model: 'no-such-model',
      stream: true,
    }),
    chat('bad-request', 'messages that are no list', { messages: 'hello' }),
    {
      id: 'ollama-embed',
      api: 'ollama-embed',
      why: 'two vectors',
      path: '/api/embed',
      body: { model, input: ['a sea', 'a stone'] },
    },
    { id: 'ollama-list', api: 'ollama-meta', why: 'the models that are there', path: '/api/tags' },
    {
      id: 'ollama-show',
      api: 'ollama-meta',
      why: 'what one model can do',
      path: '/api/show',
      body: { model },
    },
    {
      id: 'ollama-show-missing',
      api: 'ollama-meta',
      why: 'a model that is not there is asked about',
      path: '/api/show',
      body: { model: 'no-such-model' },
    },
    { id: 'ollama-running', api: 'ollama-meta', why: 'the models that are loaded', path: '/api/ps' },
    { id: 'ollama-version', api: 'ollama-meta', why: 'its version', path: '/api/version' },
    ...chatRecordings('ollama-v1', model),
    ...responsesRecordings('ollama-v1', model),
    {
      id: 'ollama-v1-missing-model',
      api: 'chat',
      why: 'a model that is not there',
      path: '/v1/chat/completions',
      body: { model: 'no-such-model', messages: user('Say hello.') },
    },
    {
      id: 'ollama-v1-embeddings',
      api: 'embeddings',
      why: 'two vectors',
      path: '/v1/embeddings',
      body: { model, input: ['a sea', 'a stone'] },
    },
  ]
}
