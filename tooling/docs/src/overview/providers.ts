import { dropped, here, type Section } from './row.ts'

const core = '@aiu/core'
const presets = '@aiu/openai-compatible/presets'

export const PROVIDERS: readonly Section[] = [
  {
    title: 'Providers',
    about: 'A provider is a plain object; what it can do is what methods it has. Nobody extends a class.',
    rows: [
      here('`BaseProvider`', core, 'Provider', 'Two methods: `chat` and `stream`.'),
      here(
        'capability flags',
        core,
        'EmbeddingProvider ModelListProvider ImageProvider TranscriptionProvider SpeechProvider',
        'A method that is there is a capability; its absence does not compile.',
      ),
      dropped(
        '`temperature`, `topP` and the like as capabilities',
        'They depend on the model. What a server does not take is a quirk.',
      ),
      here(
        'parameter filter',
        '@aiu/limits',
        'heal',
        'Learns what a server refuses; presets know some of it.',
      ),
      here('unknown parameters', core, 'ChatRequest', '`extra`: sent as they are, typed by the provider.'),
      here(
        '`registerProvider`, provider factory',
        core,
        'ProviderManifest',
        'A package with an entry `./manifest`; no registry to fill.',
      ),
      here(
        'provider choice',
        '@aiu/env',
        'providerFromEnv',
        'With the reason, and everyone else that was looked at.',
      ),
      here(
        '`OpenAIProvider`',
        '@aiu/openai',
        'openai',
        'On the vendor’s SDK; over plain `fetch` among the presets.',
      ),
      here('`OpenAICompatibleProvider`', '@aiu/openai-compatible', 'openaiCompatible'),
      here('`GroqProvider`', '@aiu/groq', 'groq', 'Named by the overview, never written there.'),
      here('`OllamaProvider`', '@aiu/ollama', 'ollama', 'Named by the overview, never written there.'),
      here('fake provider of the test kit', '@aiu/testing', 'fakeProvider'),
      here(
        'health history, latency alerts',
        '@aiu/telemetry',
        'telemetry',
        'Spans and metrics; who alerts is the app’s choice.',
      ),
    ],
  },
  {
    title: 'Vendors',
    about:
      'By the ids of settings. Each has its variables and limits [on a page of its own](providers-openai-compatible.md).',
    rows: [
      here('`openai`', presets, 'OPENAI'),
      here('`groq`', presets, 'GROQ'),
      here('`together`', presets, 'TOGETHER', 'No default model: the vendor retires them within months.'),
      here('`openrouter`', presets, 'OPENROUTER', '`openRouter({ referer, title })` sends its headers.'),
      here('`deepseek`', presets, 'DEEPSEEK'),
      here('`ollama`', presets, 'OLLAMA'),
      here('`lmstudio`', presets, 'LM_STUDIO', 'Id `lm-studio`; the old one is understood.'),
      here('`fastchat`', presets, 'FAST_CHAT'),
      here('`text-generation-webui`, `oobabooga`', presets, 'TEXT_GENERATION_WEBUI'),
      here(
        '`openai_compatible`',
        presets,
        'OPENAI_COMPATIBLE',
        'Id `openai-compatible`; the old one is understood.',
      ),
      here('`vllm`', presets, 'VLLM'),
      here('`localai`', presets, 'LOCAL_AI'),
      here('`fireworks`', presets, 'FIREWORKS'),
      here('Anthropic', presets, 'ANTHROPIC', 'Its OpenAI-compatible endpoint.'),
      dropped('`anyscale`', 'Its public endpoint is gone; `openaiCompatible` reaches a private one.'),
      dropped('`replicate`', 'Its own API is no chat completions.'),
      dropped(
        '`azure`',
        'No preset, since each address is somebody’s own: `openaiCompatible` with its `/openai/v1`.',
      ),
      dropped('`google-vertex`, `aws-bedrock`, `ibm-watsonx`', 'They sign requests in ways of their own.'),
      dropped(
        'placeholder keys (`ollama`, `lm-studio`, `dummy-key`)',
        'A server that wants no key is sent none.',
      ),
    ],
  },
  {
    title: 'Cache',
    rows: [
      here('cache backend', core, 'CacheStore', 'The seam: any Keyv instance fits.'),
      here('null, memory backend', '@aiu/cache-memory', 'memoryStore'),
      here('sqlite backend', '@aiu/cache-sqlite', 'sqliteStore', 'Its table is that of Keyv.'),
      here('redis backend', '@aiu/cache-redis', 'redisStore'),
      here('key, rules, single flight', '@aiu/cache', 'cache'),
      here('per-call namespace', core, 'CallOptions', '`namespace`, and `cache: "bypass"` and the like.'),
      here('what is in the key', core, 'CALL_OPTIONS', 'Everything but these fields.'),
      here('cache statistics', '@aiu/cache', 'CacheStatistics'),
      here(
        'background clean-up',
        '@aiu/cache-memory',
        'memoryStore',
        'And in the SQLite store; as entries are put in, without a timer.',
      ),
    ],
  },
  {
    title: 'Usage, cost, limits',
    rows: [
      here('usage of a reply', core, 'Usage', 'From the vendor’s own figures; `source` says where from.'),
      here('each paid request', core, 'Attempt', 'Failed, retried and abandoned ones too.'),
      here('cost', core, 'Cost', 'Set where the vendor tells it, else by a price function.'),
      here(
        'price table',
        '@aiu/prices',
        'costOf prices explainCost estimateCost',
        'Dated; own prices before it.',
      ),
      here(
        'usage tracker, scopes, daily counts',
        '@aiu/usage',
        'createUsageTracker processUsage',
        'Stores: `@aiu/usage-sqlite`, `@aiu/usage-redis`.',
      ),
      here('usage storage', core, 'UsageStore UsageRow', 'The seam: append-only rows.'),
      here(
        'usage file',
        '@aiu/usage-sqlite',
        'sqliteUsage',
        'Exact with many processes; each row counts once.',
      ),
      here('usage of several machines', '@aiu/usage-redis', 'redisUsage'),
      here('`track_request`', core, 'observe', 'A layer that looks at calls and streams alike.'),
      here(
        'rate limiter',
        '@aiu/limits',
        'rateLimit memoryLimits',
        'Across processes with `redisLimits` of `@aiu/limits-redis`.',
      ),
      here(
        '`canProceed`, `record`, `status`',
        '@aiu/limits',
        'rateLimit',
        'Reserves, settles, refunds: a look beforehand loses races.',
      ),
      here('limits learned from headers', '@aiu/limits', 'rateLimit'),
      here('budget', '@aiu/limits', 'budget'),
    ],
  },
]
