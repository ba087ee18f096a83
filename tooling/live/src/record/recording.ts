/** A request that is made of a real server, whose reply becomes a fixture. */
export interface Recording {
  readonly id: string
  /** Which wire it is of: `chat`, `responses`, `embeddings`, `models`, `ollama-chat`, `ollama-embed`, `ollama-meta`. */
  readonly api: string
  readonly why: string
  /** After the server's origin. */
  readonly path: string
  /** Absent: a GET. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
}

export const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Weather of a city now',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
}

export const color = {
  type: 'object',
  properties: { color: { type: 'string', enum: ['red', 'green', 'blue'] }, warm: { type: 'boolean' } },
  required: ['color', 'warm'],
  additionalProperties: false,
}

export const user = (content: unknown): readonly object[] => [{ role: 'user', content }]

/** A PNG of one gray pixel. */
export const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='

/** One answer fits it, whose characters have up to four bytes. */
export const multibyte = {
  type: 'object',
  properties: { word: { type: 'string', enum: ['Grüße 🌊 漢字'] } },
  required: ['word'],
  additionalProperties: false,
}
