import { dropped, here, later, type Section } from './row.ts'

const core = '@aiu/core'

export const CLIENT: readonly Section[] = [
  {
    title: 'The client',
    about:
      'One client, promises only, made of functions that can be imported alone. Injected providers need no key; nothing is printed.',
    rows: [
      here(
        '`AiClient`',
        core,
        'AiClient',
        'A plain object of verbs; which ones it has follows from the provider’s type.',
      ),
      here('`AsyncAiClient`', core, 'AiClient', 'The same one.'),
      here(
        '`createClient(options)`',
        core,
        'createClient',
        'Takes a provider and layers in place of an options object.',
      ),
      here(
        '`createClient()` reading `.env`',
        '@aiu/env',
        'clientFromEnv',
        'Settings decide on provider, key and model.',
      ),
      here('`ask`', core, 'ask', 'A list of prompts is `askMany`; JSON is `askJson`.'),
      here('`askText`', core, 'ask', '`(await ask(...)).text`'),
      here('`askStream`', core, 'stream', 'Events, or `.textStream`; `.response` is the whole answer.'),
      here(
        '`askMany`, `ask_batch`',
        core,
        'askMany',
        'Items as they come, or `.settled` in the order of the prompts.',
      ),
      here('`askJson`', core, 'askJson', 'With a schema, which is sent; `value` is typed.'),
      here('`askTyped`', core, 'askJson', 'The same verb.'),
      here('`getEmbeddings`', core, 'embed', 'Of a provider that has `embed`.'),
      here('`listModels`', core, 'listModels'),
      here(
        '`generateImage`',
        core,
        'generateImage',
        'The verb stands; the first providers with it come in `@aiu/openai`.',
      ),
      later('`uploadFile`', '@aiu/files', '`upload`'),
      later('`downloadFile`', '@aiu/files', '`download`'),
      later('`listFiles`', '@aiu/files', '`listFiles`'),
      later('`deleteFile`', '@aiu/files', '`removeFile`'),
      later('`transcribeAudio`', '@aiu/audio', '`transcribe`'),
      later('`generateAudio`', '@aiu/audio', '`speak`'),
      later('`getAudioVoices`', '@aiu/audio'),
      later('`validateAudioFile`', '@aiu/audio'),
      later('`indexKnowledge`, `searchKnowledge`, `askWithKnowledge`', undefined),
      here('`getUsageStats`', '@aiu/usage', 'UsageTracker', '`tracker.totals()`'),
      later('`printUsageSummary`', '@aiu/cli', '`aiu usage`: a library prints nothing.'),
      later('`checkForUpdates`', '@aiu/cli', '`aiu models`'),
      later('`health`', '@aiu/cli', '`aiu doctor`'),
      dropped(
        '`showProgress`',
        'A library prints nothing. `onProgress` tells of slow work, `stream` of an answer under way.',
      ),
    ],
  },
  {
    title: 'The answer',
    about: '`AskResult` is `ChatResponse`; what every response has is `ResponseBase`.',
    rows: [
      here('`AskResult`', core, 'ChatResponse'),
      dropped('`prompt`', 'The caller has it. `askMany` items carry the prompt’s `index`.'),
      here('`text`', core, 'ChatResponse', '`text`; every part is in `parts`.'),
      here('`data`', core, 'JsonAnswer', '`value` of `askJson`.'),
      here(
        '`usage {promptTokens, completionTokens, totalTokens}`',
        core,
        'Usage',
        '`inputTokens`, `outputTokens`, `totalTokens` and more; unknown is `undefined`.',
      ),
      here('`model`, `provider`', core, 'ResponseBase'),
      here('`finishReason`', core, 'FinishReason', 'The vendor’s own word is `rawFinishReason`.'),
      here('`cached`', core, 'Cached', 'When and from which store, in place of a boolean.'),
      here('`durationMs`', core, 'Timing', '`timing.totalMs`, and `firstTokenMs` of a stream.'),
      here('`error` of a batch item', core, 'BatchItem', '`ok: false` and `error`.'),
    ],
  },
  {
    title: 'JSON, batches, streams',
    rows: [
      here('`parseJsonFromText`', core, 'parseJson', 'Gives `undefined` in place of an error.'),
      here('`JsonParseError`', core, 'isAiuError', 'Code `invalid-output`; `text` and `issues` are on it.'),
      here('`maxRepairs`', core, 'JsonOptions'),
      here(
        '`concurrency`, `failFast`',
        core,
        'BatchOptions',
        '`failFast` aborts what runs and starts no more.',
      ),
      here('`onProgress(done, total)`', core, 'Progress', 'One object, with `failed` beside them.'),
      dropped('`returnFormat`', 'A verb each: `ask` for text, `askJson` for values.'),
      dropped(
        'collapse whitespace, code blocks by language',
        'Nothing of a model’s wire; a line of code where needed.',
      ),
      here('one retry loop', '@aiu/limits', 'retry'),
    ],
  },
]
