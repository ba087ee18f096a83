import type { Usage } from '@aiu/core'
import type { Reply } from '@aiu/testing'

/** What a server tells of a usage on the chat-completions wire, and how it is read. */
export interface ChatUsage {
  readonly name: string
  /** The reply's `usage`. */
  readonly told: object
  /** Beside `usage` in the reply. */
  readonly beside?: object
  readonly read: Omit<Usage, 'source'> | undefined
}

const counts = { prompt_tokens: 90, completion_tokens: 20, total_tokens: 110 }
const read = { inputTokens: 90, outputTokens: 20, totalTokens: 110 }

/** Every provider that reads this wire reads these in the same way. */
export const CHAT_USAGES: readonly ChatUsage[] = [
  { name: 'counts alone', told: counts, read },
  {
    name: 'C01 r01 the tier flex',
    told: counts,
    beside: { service_tier: 'flex' },
    read: { ...read, serviceTier: 'flex' },
  },
  {
    name: 'C02 r01 the tier priority',
    told: counts,
    beside: { service_tier: 'priority' },
    read: { ...read, serviceTier: 'priority' },
  },
  ...['default', 'auto', 'standard', 'on_demand', '', null, 7].map((service_tier) => ({
    name: `the tier ${JSON.stringify(service_tier)}, which is the standard one or none`,
    told: counts,
    beside: { service_tier },
    read,
  })),
  {
    name: 'r01 tokens of sound',
    told: {
      ...counts,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 80 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 15 },
    },
    read: { ...read, cachedInputTokens: 0, inputAudioTokens: 80, reasoningTokens: 0, outputAudioTokens: 15 },
  },
  {
    name: 'C05 r02 tokens written to the cache',
    told: { ...counts, prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 70 } },
    read: { ...read, cachedInputTokens: 10, cacheWriteTokens: 70 },
  },
  {
    name: 'DeepSeek: cache hits',
    told: { ...counts, prompt_cache_hit_tokens: 64 },
    read: { ...read, cachedInputTokens: 64 },
  },
  {
    name: 'reasoning beside the counts',
    told: { ...counts, reasoning_tokens: 9 },
    read: { ...read, reasoningTokens: 9 },
  },
  {
    name: 'A35 counts as text',
    told: { prompt_tokens: '90', completion_tokens: '20', total_tokens: '110' },
    read,
  },
  { name: 'A35 the output alone', told: { completion_tokens: 20 }, read: { outputTokens: 20 } },
  {
    name: 'B18 what is no count',
    told: {
      prompt_tokens: 90,
      completion_tokens: -20,
      total_tokens: 'many',
      prompt_tokens_details: { cached_tokens: true, audio_tokens: null, cache_write_tokens: [12] },
      completion_tokens_details: { reasoning_tokens: {}, audio_tokens: '' },
    },
    read: { inputTokens: 90 },
  },
  {
    name: 'B18 no count at all',
    told: { prompt_tokens: -1, completion_tokens: null, total_tokens: 'NaN' },
    read: undefined,
  },
  {
    name: 'details that are null',
    told: { ...counts, prompt_tokens_details: null, completion_tokens_details: null },
    read,
  },
]

const chunks = (...pieces: object[]): Reply => ({
  headers: { 'content-type': 'text/event-stream' },
  body: `${pieces.map((piece) => `data: ${JSON.stringify({ id: 'c', model: 'm', ...piece })}\n\n`).join('')}data: [DONE]\n\n`,
})
const said = { choices: [{ index: 0, delta: { content: 'a' } }] }
const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }

/** A usage as a whole reply, and in each place of a stream where servers put it. */
export const repliesOf = ({
  told,
  beside,
}: ChatUsage): readonly (readonly [where: string, reply: Reply])[] => [
  [
    'whole',
    {
      body: JSON.stringify({
        id: 'c',
        model: 'm',
        choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
        usage: told,
        ...beside,
      }),
    },
  ],
  ['in the last chunk', chunks(said, end, { choices: [], usage: told, ...beside })],
  [
    'the tier in every chunk',
    chunks({ ...said, ...beside }, { ...end, ...beside }, { choices: [], usage: told, ...beside }),
  ],
  ['the tier first', chunks({ ...said, ...beside }, end, { choices: [], usage: told })],
  ['the tier after the usage', chunks(said, { ...end, usage: told }, { choices: [], ...beside })],
  ['in every chunk', chunks({ ...said, usage: told, ...beside }, { ...end, usage: told })],
  [
    'A35 a later piece with fewer figures',
    chunks({ ...said, usage: told, ...beside }, { ...end, usage: { prompt_tokens: null } }),
  ],
  ['of Groq', chunks({ ...said, ...beside }, { ...end, x_groq: { usage: told } })],
]
