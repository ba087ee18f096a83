export { newId } from './call/new-id.ts'
export {
  type AiClient,
  type ChatVerbs,
  type ClientStream,
  createClient,
  type EmbedVerbs,
  type ImageVerbs,
  type ModelVerbs,
} from './client.ts'
export { aborted } from './errors/aborted.ts'
export { AiuError, type ErrorFields, isAiuError } from './errors/aiu-error.ts'
export { CATALOGUE, type ErrorCode } from './errors/catalogue.ts'
export {
  ProviderApiError,
  ProviderConfigurationError,
  ProviderError,
  ProviderRateLimitError,
} from './errors/classes.ts'
export { redact } from './errors/redact.ts'
export { type ParsedJson, parseJson } from './json/parse-json.ts'
export { type CallEnded, type CallStarted, type Observer, observe } from './layers/observe.ts'
export { type Taps, tap } from './layers/tap.ts'
export { wrap } from './layers/wrap.ts'
export { readAnswer } from './transport/read-answer.ts'
export { toResponse } from './transport/to-response.ts'
export { ask } from './verbs/ask.ts'
export { askJson, type JsonAnswer, type JsonOptions } from './verbs/ask-json.ts'
export { askMany, type Batch, type BatchItem, type BatchOptions, type Progress } from './verbs/ask-many.ts'
export { type EmbedOptions, embed } from './verbs/embed.ts'
export { generateImage, type ImageOptions } from './verbs/generate-image.ts'
export { listModels } from './verbs/list-models.ts'
export {
  type AnyTool,
  runTools,
  type ToolAnswer,
  type ToolOptions,
  type ToolOutcome,
  type ToolRun,
  type ToolStep,
} from './verbs/run-tools.ts'
export { type AnswerStream, stream } from './verbs/stream.ts'
export {
  type DeepPartial,
  type JsonStream,
  type StreamJsonOptions,
  streamJson,
} from './verbs/stream-json.ts'
export { type Tool, type ToolContext, type ToolDefinition, tool } from './verbs/tool.ts'
export type { Attempt } from './words/attempt.ts'
export type {
  Segment,
  SpeakEvent,
  SpeakRequest,
  TranscribeRequest,
  TranscribeResponse,
  TranscribeResult,
} from './words/audio.ts'
export { CALL_OPTIONS, type CallOptions, type WireBody } from './words/call-options.ts'
export type {
  ChatEvent,
  ChatRequest,
  ChatResponse,
  ChatResult,
  FinishEvent,
  FinishReason,
  OutputSpec,
  StartEvent,
  TextEvent,
  ToolCallDeltaEvent,
  ToolCallEvent,
  ToolSpec,
  UsageEvent,
} from './words/chat.ts'
export type { EmbedRequest, EmbedResponse, EmbedResult } from './words/embed.ts'
export type { HealthProvider, HealthReport } from './words/health.ts'
export type { ImageRequest, ImageResponse, ImageResult } from './words/image.ts'
export type { CallHook, Layer, StreamHook } from './words/layer.ts'
export type { Detected, ProviderManifest, ProviderSettings } from './words/manifest.ts'
export type {
  AssistantMessage,
  AssistantPart,
  AudioPart,
  ChatMessage,
  FilePart,
  FileRef,
  ImagePart,
  Media,
  Message,
  Prompt,
  ReasoningPart,
  RefusalPart,
  SourcePart,
  SystemMessage,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './words/messages.ts'
export type { ModelInfo, ModelsResponse, ModelsResult } from './words/models.ts'
export {
  CALL_OPERATIONS,
  type CallOperation,
  type Calls,
  type Operation,
  STREAM_OPERATIONS,
  type StreamOperation,
  type Streams,
} from './words/operations.ts'
export type { PartialAnswer } from './words/partial-answer.ts'
export { image } from './words/parts.ts'
export type {
  AnyProvider,
  ChatOptions,
  Common,
  EmbeddingProvider,
  Endpoint,
  ImageProvider,
  ModelListProvider,
  Provider,
  SpeechProvider,
  TranscriptionProvider,
} from './words/provider.ts'
export type { BaseTold, Cached, ReplyHeaders, ResponseBase, Timing, Warning } from './words/response-base.ts'
export type {
  CanBeSent,
  InputOf,
  JsonSchema,
  OutputOf,
  SchemaIssue,
  SchemaLike,
  SchemaPair,
  StandardJsonSchemaV1,
  StandardSchemaV1,
} from './words/schema.ts'
export type {
  CacheStore,
  CapabilityMemory,
  Lease,
  LimitRule,
  LimitStore,
  NotReserved,
  Price,
  Priced,
  Reserved,
  ReserveRequest,
  UsageColumn,
  UsageFigure,
  UsageQuery,
  UsageRow,
  UsageStore,
  UsageSum,
} from './words/stores.ts'
export type { Cost, CostLine, Usage } from './words/usage.ts'
