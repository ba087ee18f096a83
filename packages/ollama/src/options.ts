import type { CallOptions } from '@aiu/core'
import type { ChatRequest, EmbedRequest, Ollama, Options } from 'ollama/browser'

/** How a model is run: `num_ctx`, `top_k`, ... as the client has them. https://docs.ollama.com/modelfile#parameter */
export type OllamaModelOptions = Partial<Options>

/**
 * Ollama's own parameters of a chat. `options` are merged into those that the provider and the request have, one by one; every other
 * field wins over ours. What the client's types lack stands in Ollama's `api/types.go` (v0.24).
 */
export type OllamaExtra = Omit<Partial<ChatRequest>, 'model' | 'messages' | 'stream' | 'think'> & {
  /** `max` is known to Ollama from v0.24 on. */
  readonly think?: ChatRequest['think'] | 'max'
  /** Cut off the oldest messages that do not fit into the context. Default true; false: that is an error. */
  readonly truncate?: boolean
  /** Go on past a full context by forgetting its beginning. Default true; false: the answer ends there. */
  readonly shift?: boolean
}

/** Ollama's own parameters of an embedding. `truncate: false`: a text that does not fit is an error, not cut off. */
export type OllamaEmbedExtra = Omit<Partial<EmbedRequest>, 'model' | 'input'>

export interface OllamaOptions {
  /**
   * Where the server is, in whatever form settings have it: `http://host:11434`, with `/api` or `/v1` behind it, `host`, `host:port`,
   * `:port`, `0.0.0.0`. Default `http://127.0.0.1:11434`. A proxy's path is kept; in a page it may be relative. No environment is asked.
   */
  readonly baseURL?: string | undefined
  /** For chats that name none. */
  readonly model?: string | undefined
  /** For embeddings that name none. Default: `model`. */
  readonly embeddingModel?: string | undefined
  /**
   * Sent as a bearer token: for ollama.com, or a proxy. Default: for ollama.com what the client finds when it is first used,
   * `OLLAMA_API_KEY`; else none.
   */
  readonly apiKey?: string | undefined
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** In errors, usage rows and cache keys. Default `ollama`. */
  readonly name?: string | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined
  /** Largest reply or line, in bytes after decompression. Default 64 MiB. */
  readonly maxReplyBytes?: number | undefined
  /** A client of the package `ollama`, in place of `baseURL`, `apiKey`, `headers` and `fetch`: its own are used. */
  readonly client?: Ollama | undefined
  /** How long the model stays in memory after an answer: `10m`, or seconds; -1 for ever, 0 not at all. Default: the server's, 5 minutes. */
  readonly keepAlive?: string | number | undefined
  /** How models are run, where a request does not say otherwise: `{ num_ctx: 8192 }`. Another `num_ctx` than before loads the model anew. */
  readonly options?: OllamaModelOptions | undefined
}

export interface PullOptions extends Pick<CallOptions, 'signal'> {
  /** From a registry without TLS. Default false. */
  readonly insecure?: boolean | undefined
}

/** How far a pull is. A model comes in layers, each with its digest; the last event has the status `success`. */
export interface PullProgress {
  /** In Ollama's words: `pulling manifest`, `pulling 74701a8c35f6`, `verifying sha256 digest`, `success`. */
  readonly status: string
  readonly digest?: string | undefined
  /** Bytes of this layer. */
  readonly total?: number | undefined
  /** Bytes of it that have come. */
  readonly completed?: number | undefined
}
