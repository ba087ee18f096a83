import type OpenAI from 'openai'

/** How OpenAI is reached, and what is asked of it where a request does not say. */
export interface OpenAIOptions {
  /** A key, or what gets one for each request. Default: `OPENAI_API_KEY`, looked up by the SDK at the first request. */
  readonly apiKey?: string | (() => Promise<string>) | undefined
  /** With or without the API's path: "https://api.openai.com" is `https://api.openai.com/v1`. Default: OpenAI's. */
  readonly baseURL?: string | undefined
  /** For requests that name none. Default `gpt-6-luna`. */
  readonly model?: (string & {}) | OpenAI.ResponsesModel | undefined
  /** For `embed`. Default `text-embedding-3-small`. */
  readonly embeddingModel?: (string & {}) | OpenAI.EmbeddingModel | undefined
  /** In errors, usage rows and cache keys. Default `openai`. */
  readonly name?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: `OPENAI_ORG_ID`, by the SDK. */
  readonly organization?: string | undefined
  /** Default: `OPENAI_PROJECT_ID`, by the SDK. */
  readonly project?: string | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply or event, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined
  /**
   * A client of the SDK's own, `new AzureOpenAI(...)`. It brings its address, key, headers and fetch; its retries are turned off.
   */
  readonly client?: OpenAI | undefined
  /** Default `responses`. */
  readonly api?: 'responses' | 'chat' | undefined
}
