import {
  type AssistantPart,
  type CallOptions,
  type ChatMessage,
  type ChatRequest,
  redact,
  type UserPart,
} from '@aiu/core'
import type { Told } from './told.ts'

type Part = UserPart | AssistantPart | Exclude<ChatMessage['content'], string>[number]

/** An address without what gives a right to it, and nothing of one that is the data itself. */
const address = ({ protocol, host, pathname }: URL): string =>
  protocol === 'data:' ? 'data:' : `${protocol}//${host}${pathname}`

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

/** A part in the conventions' form. Bytes are left out. */
function partOf(part: Part): object {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return { type: part.type, content: part.text }
    case 'tool-call':
      return { type: 'tool_call', id: part.id, name: part.name, arguments: parsed(part.arguments) }
    case 'tool-result':
      return { type: 'tool_call_response', id: part.id, response: part.output }
    case 'source':
      return { type: 'source', uri: part.url }
    default: {
      const { type, data, mediaType: mime_type } = part
      const modality = type === 'file' ? 'document' : type
      return data instanceof URL
        ? { type: 'uri', modality, mime_type, uri: address(data) }
        : 'id' in data
          ? { type: 'file', modality, mime_type, file_id: data.id }
          : { type, modality, mime_type, bytes: data.length }
    }
  }
}

const messageOf = ({ role, content }: Pick<ChatMessage, 'role' | 'content'>): object => ({
  role,
  parts: typeof content === 'string' ? [{ type: 'text', content }] : content.map(partOf),
})

/** As JSON, each text in it redacted; the whole once more, for names of fields. */
const written = (messages: readonly object[]): string =>
  redact(
    JSON.stringify(messages, (_, value) =>
      typeof value === 'string' ? redact(value) : ArrayBuffer.isView(value) ? undefined : value,
    ),
  )

/** What is asked, of operations whose question is a text. */
export function question(request: CallOptions): Told {
  const { messages, prompt, text } = request as Partial<ChatRequest> & { prompt?: string; text?: string }
  const single = prompt ?? text
  const all = messages ?? (single === undefined ? [] : [{ role: 'user' as const, content: single }])
  return all[0] ? { 'gen_ai.input.messages': written(all.map(messageOf)) } : {}
}

/** What was answered. */
export function reply(parts: readonly AssistantPart[], finish_reason: string | undefined): Told {
  return parts[0]
    ? {
        'gen_ai.output.messages': written([
          { ...messageOf({ role: 'assistant', content: parts }), finish_reason },
        ]),
      }
    : {}
}
