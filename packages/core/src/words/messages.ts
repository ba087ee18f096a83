/** Bytes, or where they are. */
export type Media = Uint8Array | URL

export interface TextPart {
  readonly type: 'text'
  readonly text: string
}
/** What the model thought before it answered. `signature` is the vendor's seal on it, given back as it came. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly signature?: string | undefined
}
/** The model's own words for why it will not answer. Never part of `text`. */
export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
}
export interface ImagePart {
  readonly type: 'image'
  readonly data: Media
  /** Default `image/png`. */
  readonly mediaType?: string | undefined
  readonly detail?: 'low' | 'high' | 'auto' | undefined
}
export interface AudioPart {
  readonly type: 'audio'
  readonly data: Media
  /** Default `audio/wav`. */
  readonly mediaType?: string | undefined
}
/** A file the provider already has, by the id it gave. */
export interface FileRef {
  readonly provider: string
  readonly id: string
}
export interface FilePart {
  readonly type: 'file'
  readonly data: Media | FileRef
  readonly name?: string | undefined
  /** Default `application/pdf`. */
  readonly mediaType?: string | undefined
}
export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** JSON text, as the model wrote it. */
  readonly arguments: string
}
export interface ToolResultPart {
  readonly type: 'tool-result'
  /** Of the tool call it answers. */
  readonly id: string
  readonly name?: string | undefined
  /** A string goes to the model as it is, anything else as JSON. */
  readonly output: unknown
  readonly isError?: boolean | undefined
}
export interface SourcePart {
  readonly type: 'source'
  readonly url: string
  readonly title?: string | undefined
}

export type UserPart = TextPart | ImagePart | AudioPart | FilePart
export type AssistantPart =
  | TextPart
  | ReasoningPart
  | RefusalPart
  | ToolCallPart
  | ImagePart
  | AudioPart
  | SourcePart

export interface SystemMessage {
  readonly role: 'system'
  readonly content: string
}
export interface UserMessage {
  readonly role: 'user'
  readonly content: string | readonly (string | UserPart)[]
}
export interface AssistantMessage {
  readonly role: 'assistant'
  readonly content: string | readonly AssistantPart[]
}
export interface ToolMessage {
  readonly role: 'tool'
  readonly content: readonly ToolResultPart[]
}
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage

/** A message as providers and layers see it: no bare strings among its parts. */
export type ChatMessage =
  | SystemMessage
  | { readonly role: 'user'; readonly content: string | readonly UserPart[] }
  | AssistantMessage
  | ToolMessage

/** What a verb takes: a question, or a conversation. */
export type Prompt = string | readonly Message[]
