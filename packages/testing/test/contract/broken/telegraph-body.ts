import {
  AiuError,
  type AssistantPart,
  type ChatMessage,
  type ChatRequest,
  type ToolResultPart,
  type UserPart,
} from '@aiu/core'
import type { Breakage } from './breakages.ts'

type Part = UserPart | AssistantPart | ToolResultPart

/** Parts that a breakage leaves out. */
const LEFT_OUT: Partial<Record<Breakage, (part: Part) => boolean>> = {
  'leaves images out': (part) => part.type === 'image' && part.data instanceof Uint8Array,
  'leaves addresses of images out': (part) => part.type === 'image' && part.data instanceof URL,
  'leaves sounds out': ({ type }) => type === 'audio',
  'leaves files out': (part) => part.type === 'file' && part.data instanceof Uint8Array,
  'leaves ids of files out': (part) => part.type === 'file' && 'id' in part.data,
}

const said = ({ content }: ChatMessage, breakage: Breakage): unknown => {
  if (typeof content === 'string') return content
  const parts: readonly Part[] = content
  return parts
    .filter((part) => !LEFT_OUT[breakage]?.(part))
    .map((part) => {
      if (part.type === 'reasoning' && breakage === 'refuses its own answers')
        throw new AiuError('unsupported', 'telegraph takes no reasoning.')
      return 'data' in part && part.data instanceof Uint8Array
        ? { ...part, data: Buffer.from(part.data).toString('base64') }
        : part
    })
}

/** A question as telegraph's server takes it, broken as it is told. */
export function bodyOf(
  request: ChatRequest,
  messages: ChatRequest['messages'],
  model: string,
  breakage: Breakage,
): object {
  const unless = <T>(what: Breakage, value: T): T | undefined => (breakage === what ? undefined : value)
  const { mode } = request.output ?? {}
  const own = {
    model: request.model ?? model,
    most: request.maxTokens,
    heat: unless('leaves temperature out', request.temperature),
    share: request.topP,
    seed: request.seed,
    stop: request.stop,
    think: unless('leaves reasoning effort out', request.reasoning),
    tools: request.tools,
    choice: unless('leaves the tool choice out', request.toolChoice),
    form:
      mode &&
      (mode === 'object'
        ? unless('leaves JSON mode out', 'JSON')
        : (unless('leaves the schema out', request.output) ?? 'JSON')),
    nonce: breakage === 'adds a nonce' ? Math.random() : undefined,
    said: messages.map((message) => ({ role: message.role, text: said(message, breakage) })),
  }
  const extra = unless('leaves extra out', request.extra)
  const adapt = <T extends object>(body: T): object =>
    request.adapt?.(body as Readonly<Record<string, unknown>>) ?? body
  if (breakage === 'adapts too early') return { ...adapt(own), ...extra }
  return adapt(breakage === 'lets extra lose' ? { ...extra, ...own } : { ...own, ...extra })
}
