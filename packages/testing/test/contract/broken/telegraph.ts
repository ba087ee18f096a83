import type { ChatEvent, ChatRequest, Provider, ProviderSettings, ToolCallPart } from '@aiu/core'
import {
  apiError,
  collector,
  failure,
  lineReader,
  parsed,
  type Server,
  send,
  streamReply,
} from '@aiu/core/http'

/** What a provider may do wrong. */
export const BREAKAGES = [
  'nothing',
  'ignores the signal',
  'takes a cut stream for a whole one',
  'swallows an error in a 200',
  'leaks the key',
  'loses tool arguments',
  'finishes twice',
  'asks before it is read',
  'asks again by itself',
  'tells 0 for unknown usage',
  'leaves images out',
  'mixes calls',
] as const
export type Breakage = (typeof BREAKAGES)[number]

interface Line {
  readonly word?: string
  readonly call?: Omit<ToolCallPart, 'type'>
  readonly end?: string
  readonly used?: { readonly inputTokens?: number; readonly outputTokens?: number }
  readonly error?: unknown
}

const said = ({ content }: ChatRequest['messages'][number], breakage: Breakage): unknown =>
  typeof content === 'string'
    ? content
    : content
        .filter(({ type }) => breakage !== 'leaves images out' || type !== 'image')
        .map((part) =>
          part.type === 'image' && part.data instanceof Uint8Array
            ? { image: Buffer.from(part.data).toString('base64') }
            : part,
        )

/** The provider of examples/own-provider, with tools and images beside, and broken as it is told. */
export function telegraph(
  { baseURL = '', apiKey, model = 'echo-1' }: ProviderSettings,
  breakage: Breakage,
): Provider {
  const broken = (what: Breakage): boolean => breakage === what
  const name = 'telegraph'
  const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) }
  const secrets = apiKey && !broken('leaks the key') ? [apiKey] : []
  const server: Server = { name, baseURL, headers, secrets, maxReplyBytes: 1_000_000 }
  const odd = (text: string): never => {
    throw failure(server, 'malformed', 'sent what is no line of an answer', text)
  }
  let shared: ChatRequest['messages'] | undefined
  const body = (request: ChatRequest): object => {
    if (broken('mixes calls')) shared ??= request.messages
    return {
      model: request.model ?? model,
      most: request.maxTokens,
      tools: request.tools,
      said: (shared ?? request.messages).map((message) => ({
        role: message.role,
        text: said(message, breakage),
      })),
    }
  }
  const stream = (request: ChatRequest): AsyncIterable<ChatEvent> => {
    const signal = broken('ignores the signal') ? undefined : request.signal
    const ask = (): Promise<Response> => send(server, '/say', body(request), signal)
    const open = broken('asks again by itself') ? () => ask().catch(ask) : ask
    const early = broken('asks before it is read') ? open() : undefined
    early?.catch(() => {})
    const calls: ToolCallPart[] = []
    let finished = false
    const finish = (push: (event: ChatEvent) => void, end = 'stop', used: Line['used'] = {}): void => {
      for (const call of calls) push({ type: 'tool-call', call })
      const none = broken('tells 0 for unknown usage') ? { inputTokens: 0, outputTokens: 0 } : {}
      const usage = { ...none, ...used, source: 'provider' } as const
      const finishReason = end === 'stop' || end === 'length' || end === 'tool-calls' ? end : 'other'
      for (let times = broken('finishes twice') ? 2 : 1; times; times--)
        push({ type: 'finish', finishReason, usage })
      finished = true
    }
    return streamReply<ChatEvent>({
      server,
      signal,
      open: () => early ?? open(),
      cut: lineReader,
      decode: (push) => ({
        read(text) {
          const { word, call, end, used, error } = Object(parsed(text)) as Line
          if (error && !broken('swallows an error in a 200')) throw apiError(server, error)
          if (word) push({ type: 'text', text: word })
          else if (call) {
            const whole = broken('loses tool arguments') ? { ...call, arguments: '{}' } : call
            const { id, name, arguments: delta } = whole
            push({ type: 'tool-call-delta', index: calls.length, id, name, delta })
            calls.push({ type: 'tool-call', ...whole })
          } else if (end || error) finish(push, end, used)
          else odd(text)
          return end !== undefined || !!error
        },
        whole: odd,
        complete: () => broken('takes a cut stream for a whole one'),
        end() {
          if (broken('takes a cut stream for a whole one') && !finished) finish(push)
        },
      }),
    })
  }
  return {
    name,
    baseURL,
    defaultModel: model,
    stream,
    async chat(request) {
      const { result, add } = collector()
      for await (const event of stream(request)) add(event)
      return result
    },
  }
}
