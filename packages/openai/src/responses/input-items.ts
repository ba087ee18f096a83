import { AiuError, type AssistantPart, type ChatMessage, type FilePart, type UserPart } from '@aiu/core'
import { dataURL } from '@aiu/openai-compatible/wire'

/** Refuses what the API has no place for: to leave it out would be another question. */
export type Refuse = (what: string, hint?: string) => never

/** The API wants a file's name, and knows its kind by it. */
const fileName = ({ name, mediaType = 'application/pdf' }: FilePart): string => {
  const kind = mediaType.replace(/^.*\/|[;+].*$/g, '')
  return name ?? `file.${{ plain: 'txt', markdown: 'md' }[kind] ?? kind}`
}

function filePart(part: FilePart, provider: string, refuse: Refuse): object {
  const { data } = part
  const type = 'input_file'
  if ('id' in data) {
    if (data.provider !== provider)
      refuse(`file that is with ${data.provider}`, 'Upload it here, or send its bytes.')
    return { type, file_id: data.id }
  }
  return data instanceof URL && data.protocol !== 'data:'
    ? { type, file_url: data.href }
    : { type, filename: fileName(part), file_data: dataURL(part, 'application/pdf') }
}

function userPart(part: UserPart, provider: string, refuse: Refuse): object {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text }
    case 'image':
      return { type: 'input_image', image_url: dataURL(part, 'image/png'), detail: part.detail }
    case 'file':
      return filePart(part, provider, refuse)
    case 'audio':
      return refuse('audio', "openai({ api: 'chat' }) does, with an audio model.")
  }
  throw new AiuError('invalid-request', `A message has a part of the type "${(part as UserPart).type}".`)
}

/** Messages and calls are items of their own, in the order of the parts. */
function assistantItems(parts: readonly AssistantPart[], refuse: Refuse): object[] {
  const items: object[] = []
  let content: object[] | undefined
  const say = (part: object): void => {
    if (!content) {
      content = []
      items.push({ type: 'message', role: 'assistant', content })
    }
    content.push(part)
  }
  const put = (item: object): void => {
    content = undefined
    items.push(item)
  }
  for (const part of parts) {
    const { type } = part
    if (type === 'text') say({ type: 'output_text', text: part.text })
    else if (type === 'refusal') say({ type, refusal: part.text })
    else if (type === 'tool-call')
      put({ type: 'function_call', call_id: part.id, name: part.name, arguments: part.arguments })
    else if (type === 'reasoning') {
      // Without its seal the API cannot take a thought back. It has no id, since nothing is stored under one.
      if (part.signature)
        put({
          type,
          summary: part.text ? [{ type: 'summary_text', text: part.text }] : [],
          encrypted_content: part.signature,
        })
    } else if (type !== 'source') refuse(`${type} of an earlier answer`)
  }
  return items
}

const plain = (output: unknown): string =>
  typeof output === 'string' ? output : (JSON.stringify(output) ?? '')

/** A message as items of the API's input. `provider`: whose files may be named by their id. */
export function inputItems({ role, content }: ChatMessage, provider: string, refuse: Refuse): object[] {
  // An earlier answer has its type, which OpenAI does without and llama-server does not.
  if (typeof content === 'string')
    return [{ ...(role === 'assistant' && { type: 'message' }), role, content }]
  if (role === 'user') return [{ role, content: content.map((part) => userPart(part, provider, refuse)) }]
  if (role === 'tool')
    return content.map(({ id, output }) => ({
      type: 'function_call_output',
      call_id: id,
      output: plain(output),
    }))
  return assistantItems(content, refuse)
}
