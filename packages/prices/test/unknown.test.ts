import { costOf, explainCost } from '@aiu/prices'
import { expect, test } from 'vitest'
import { use } from './support.ts'

// Where something is lacking the cost is unknown, never 0, and the words say what.
test.each<[string, Parameters<typeof use>, string]>([
  ['unknown model', ['openai', 'gpt-6-moon', { inputTokens: 1, outputTokens: 1 }], 'Near it: gpt-6-sol'],
  ['no model', ['openai', '', { inputTokens: 1, outputTokens: 1 }], 'no model without a name of openai'],
  ['unknown vendor', ['acme', 'm', { inputTokens: 1, outputTokens: 1 }], 'no vendor named acme'],
  [
    'a name that only begins as a vendor',
    ['openai-compatible', 'gpt-5', { inputTokens: 1, outputTokens: 1 }],
    'no vendor named openai-compatible',
  ],
  ['no output told', ['openai', 'gpt-5', { inputTokens: 1 }], 'by output tokens, and the usage tells none'],
  ['no input told', ['openai', 'gpt-5', { outputTokens: 1 }], 'by input tokens, and the usage tells none'],
  [
    'nonsense told',
    ['openai', 'gpt-5', { inputTokens: -1, outputTokens: Number.NaN }],
    'tells -1 input tokens',
  ],
  [
    'more cached than asked',
    ['openai', 'gpt-5', { inputTokens: 1, cachedInputTokens: 2, outputTokens: 1 }],
    'more tokens as cached',
  ],
  [
    'a tier nobody has a rule for',
    ['openai', 'gpt-5', { inputTokens: 1, outputTokens: 1, serviceTier: 'scale' }],
    'its tier "scale"',
  ],
  [
    'a tier of a vendor without rules',
    ['mistral', 'mistral-small-latest', { inputTokens: 1, outputTokens: 1, serviceTier: 'batch' }],
    'its tier "batch"',
  ],
  [
    'priority for a long context, where there is none',
    ['openai', 'gpt-5.4', { inputTokens: 300_000, outputTokens: 1, serviceTier: 'priority' }],
    'its tier "priority"',
  ],
  [
    'a batch of Groq with cached tokens',
    [
      'groq',
      'openai/gpt-oss-120b',
      { inputTokens: 9, cachedInputTokens: 8, outputTokens: 1, serviceTier: 'batch' },
    ],
    'its tier "batch"',
  ],
  [
    'sound at a price of text',
    ['openai', 'gpt-4o-audio-preview', { inputTokens: 90, inputAudioTokens: 80, outputTokens: 1 }],
    'no price for input tokens of sound',
  ],
  [
    'spoken at a price of text',
    ['openai', 'gpt-4o-audio-preview', { inputTokens: 90, outputTokens: 100, outputAudioTokens: 80 }],
    'no price for output tokens of sound',
  ],
  [
    'images made',
    ['openai', 'gpt-image-1', { inputTokens: 9, outputTokens: 9, images: 1 }, { operation: 'generateImage' }],
    'tokens of images apart',
  ],
  [
    'images of a model the table lacks',
    ['openai', 'dall-e-3', { images: 1 }, { operation: 'generateImage' }],
    'no model dall-e-3',
  ],
  [
    'a transcription without its length',
    ['groq', 'whisper-large-v3', {}, { operation: 'transcribe' }],
    'by seconds of sound',
  ],
  [
    'speech by the token, told in characters',
    ['openai', 'gpt-4o-mini-tts', { characters: 9 }, { operation: 'speak' }],
    'by input tokens',
  ],
  [
    'a model the table has no price of',
    ['gemini', 'gemma-4-31b-it', { inputTokens: 1, outputTokens: 1 }],
    'but no price of it',
  ],
  [
    'a region',
    ['openai', 'gpt-5', { inputTokens: 1, outputTokens: 1 }, { baseURL: 'https://eu.api.openai.com/v1' }],
    'eu.api.openai.com charges for its region',
  ],
  ['no time', ['openai', 'gpt-5', { inputTokens: 1, outputTokens: 1 }, { at: Number.NaN }], 'is no time'],
])('not known: %s', (_, asked, why) => {
  const told = explainCost(...use(...asked))
  expect(told.cost).toBeUndefined()
  expect(told.why).toContain(why)
  expect(costOf(...use(...asked))).toBeUndefined()
})
