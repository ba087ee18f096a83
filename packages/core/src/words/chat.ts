import type { CallOptions } from './call-options.ts'
import type { AssistantMessage, AssistantPart, ChatMessage, SourcePart, ToolCallPart } from './messages.ts'
import type { BaseTold, Cached, ReplyHeaders, ResponseBase, Warning } from './response-base.ts'
import type { JsonSchema } from './schema.ts'
import type { Usage } from './usage.ts'

/** A tool as the model is told of it. */
export interface ToolSpec {
  readonly name: string
  readonly description?: string | undefined
  readonly parameters: JsonSchema
  /** Ask the vendor to hold the model to the schema. */
  readonly strict?: boolean | undefined
}

/** The form of the answer: any JSON object, or one that fits a schema. */
export interface OutputSpec {
  readonly mode: 'schema' | 'object'
  readonly name?: string | undefined
  readonly schema?: JsonSchema | undefined
  /** Ask the vendor to hold the model to the schema. */
  readonly strict?: boolean | undefined
}

/** A question as providers and layers see it. */
export interface ChatRequest extends CallOptions {
  readonly messages: readonly ChatMessage[]
  readonly model?: string | undefined
  /** 0 to 2. Not sent unless set: many models refuse it. */
  readonly temperature?: number | undefined
  /** 0 to 1. */
  readonly topP?: number | undefined
  /** Most tokens the answer may have, at least 1. */
  readonly maxTokens?: number | undefined
  readonly seed?: number | undefined
  readonly stop?: readonly string[] | undefined
  readonly tools?: readonly ToolSpec[] | undefined
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string } | undefined
  readonly output?: OutputSpec | undefined
  /** How long the model may think. */
  readonly reasoning?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | undefined
  /** The vendor's own parameters, sent as they are; they win over ours. Each provider narrows the type. */
  readonly extra?: object | undefined
}

/** `other`: the vendor's own word is in `rawFinishReason`. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other'

/** What a vendor said. The rest of `ChatResponse` is core's to fill in. */
export interface ChatResult {
  readonly parts: readonly AssistantPart[]
  readonly finishReason: FinishReason
  readonly rawFinishReason?: string | undefined
  readonly usage?: Usage | undefined
  readonly cost?: ResponseBase['cost']
  readonly model?: string | undefined
  readonly id?: string | undefined
  readonly headers?: ReplyHeaders | undefined
  readonly warnings?: readonly Warning[] | undefined
}

export interface ChatResponse extends ResponseBase {
  /** All text parts, joined. */
  readonly text: string
  readonly parts: readonly AssistantPart[]
  readonly toolCalls: readonly ToolCallPart[]
  /** Ready to be pushed onto a conversation. */
  readonly message: AssistantMessage
  readonly finishReason: FinishReason
  readonly rawFinishReason?: string | undefined
}

/** The answer has begun. Comes with its first content, so nothing has reached the caller before it. */
export interface StartEvent {
  readonly type: 'start'
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly id?: string | undefined
  readonly cached?: Cached | undefined
  readonly headers?: ReplyHeaders | undefined
  readonly warnings?: readonly Warning[] | undefined
}
/** A piece of text, of reasoning, or of a refusal. */
export interface TextEvent {
  readonly type: 'text' | 'reasoning' | 'refusal'
  readonly text: string
  /** Of reasoning: the vendor's seal on all of the part that this piece ends. The text of the piece may be empty. */
  readonly signature?: string | undefined
}
/** A piece of a tool call's arguments. `name` may be empty until the vendor tells it. */
export interface ToolCallDeltaEvent {
  readonly type: 'tool-call-delta'
  /** Of the call within this answer, from 0. */
  readonly index: number
  readonly id: string
  readonly name: string
  readonly delta: string
}
/** A whole tool call. Comes only when the answer is complete, so never a half one. */
export interface ToolCallEvent {
  readonly type: 'tool-call'
  readonly call: ToolCallPart
}
/** What has been used so far, of vendors that tell it before the end. Each one replaces the one before. */
export interface UsageEvent {
  readonly type: 'usage'
  readonly usage: Usage
}
/** The end of a complete answer, always the last event. Carries what is known of the response's base. */
export interface FinishEvent extends BaseTold {
  readonly type: 'finish'
  readonly finishReason: FinishReason
  readonly rawFinishReason?: string | undefined
}

/** An answer in pieces. Errors are thrown, never events. */
export type ChatEvent =
  | StartEvent
  | TextEvent
  | ToolCallDeltaEvent
  | ToolCallEvent
  | SourcePart
  | UsageEvent
  | FinishEvent
