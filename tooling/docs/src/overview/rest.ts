import { dropped, here, later, type Section } from './row.ts'

const core = '@aiu/core'

export const REST: readonly Section[] = [
  {
    title: 'Files, images, audio',
    rows: [
      later('`UploadedFile`', '@aiu/files'),
      here(
        'a file in a question',
        core,
        'FilePart FileRef',
        'It reaches the model, as data or by the vendor’s id.',
      ),
      here('an image in a question', core, 'image'),
      here('image result', core, 'ImageResponse', '`images`: bytes or URLs.'),
      here(
        'transcription result',
        core,
        'TranscribeResponse',
        'The words stand; the verb comes with `@aiu/audio`.',
      ),
      here('speech', core, 'SpeakEvent', 'The words stand; the verb comes with `@aiu/audio`.'),
      later('audio formats, info, conversion', '@aiu/audio'),
      later('`transcribeAndGenerate`', '@aiu/audio', 'Three verbs in a row.'),
    ],
  },
  {
    title: 'Knowledge',
    rows: [
      later('indexing, chunking, search, citations', undefined, 'Its settings are checked already.'),
      here('embeddings of any server', '@aiu/openai-compatible', 'openaiCompatibleEmbeddings'),
    ],
  },
  {
    title: 'Metrics and small parts',
    rows: [
      here(
        'the fourteen metrics, Prometheus and OTLP export',
        '@aiu/telemetry',
        'telemetry',
        'OpenTelemetry’s names, and its exporters.',
      ),
      dropped(
        'token counter by words',
        'A guess that reads like a count. A vendor’s figure, a tokenizer’s, or `undefined`.',
      ),
      dropped('dashboard', 'OpenTelemetry has them.'),
      here('redaction of logs', core, 'redact'),
      dropped('logger', 'Layers see every call; `observe` writes to the logger you have.'),
      dropped('TLS backend check', 'Node has its own TLS.'),
      here('test kit', '@aiu/testing', 'fakeProvider replayFetch'),
      here('mock server', '@aiu/testing/node', 'replayServer faultServer'),
      later('CI detection', '@aiu/cli', 'Only the wizard asks questions.'),
    ],
  },
  {
    title: 'Setup and command line',
    rows: [
      later('setup wizard', '@aiu/cli', '`aiu setup`'),
      later('`.env` writer', '@aiu/cli'),
      here('`.env` reader', '@aiu/core/node', 'readEnvFile parseDotenv'),
      here(
        '`explain()`',
        '@aiu/core/settings',
        'explainSettings',
        'Value, level and name of each setting, secrets masked.',
      ),
      here(
        'settings resolver',
        '@aiu/core/settings',
        'resolveSettings settingsFromEnv',
        'One, pure: the environment is an argument.',
      ),
      here('isolated environment', '@aiu/core/node', 'loadSettings', '`{ env: {}, envFile: false }`'),
      dropped('scoped override (`AsyncLocalStorage`)', 'The environment is an argument: give another one.'),
      dropped(
        'INI and JSON configuration files',
        '`.env` is enough; code may read any file and pass `explicit`.',
      ),
      later('`validateModelAvailability`', '@aiu/cli', '`aiu doctor`; in code, `listModels`.'),
      later('commands `ask`, `chat`, `models`, `cache`, `usage`, `doctor`', '@aiu/cli'),
    ],
  },
  {
    title: 'Errors',
    about: 'One tree. What each code means: [errors](errors.md).',
    rows: [
      here('`AIUtilitiesError`', core, 'AiuError'),
      here('`ConfigurationError`, `ProviderConfigurationError`', core, 'ProviderConfigurationError'),
      here('`ProviderError`', core, 'ProviderError'),
      here('`ProviderCapabilityError`', core, 'isAiuError', 'Code `unsupported`.'),
      here('`ProviderAPIError`', core, 'ProviderApiError'),
      here('`ProviderRateLimitError`', core, 'ProviderRateLimitError'),
      here('`TruncatedError`', core, 'isAiuError', 'Code `interrupted`; `partial` has what came.'),
      here(
        '`MissingDependencyError`',
        '@aiu/env',
        'providerFromEnv',
        'Code `configuration`; the hint is the install command.',
      ),
      here('`InvalidPromptError`', core, 'isAiuError', 'Code `invalid-request`.'),
      here(
        '`AiDisabledError`',
        '@aiu/env',
        'clientFromEnv',
        'Code `configuration`, while `AI_USE_AI` is false.',
      ),
      later('`FileTransferError`, `AudioProcessingError`', '@aiu/files', 'And `@aiu/audio`.'),
      here('`BudgetError`', '@aiu/core', 'AiuError', 'Code `budget-exceeded`.'),
      dropped('`CacheError`, `UsageError`', 'A store never fails an answer: it is passed by, and told.'),
      later('`KnowledgeError`', undefined),
      here('`userAction`', core, 'AiuError', '`hint`'),
      dropped('severity', 'What is grave depends on the app; the code is there to decide by.'),
      dropped(
        '`retryable`',
        'The rules depend on status, header and stage; `retry` of `@aiu/limits` has them.',
      ),
      dropped('`AIU_E001` and the like', 'Never raised there.'),
    ],
  },
]
