import type { ChatMessage, ChatRequest, EmbedRequest, ImageRequest, Operation, SpeakRequest } from '@aiu/core'

/** What a model reads, or has written. */
export interface Reading {
  readonly texts: readonly string[]
  /** Characters beyond those. */
  readonly more: number
  /** Images, sounds and files: their tokens cannot be told from their bytes. */
  readonly media: number
  readonly messages: number
}

const JSON_OF = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

/** What the model of a request reads. */
export function readingOf(operation: Operation, request: object): Reading {
  const texts: string[] = []
  let media = 0
  let messages = 0
  const put = (text: string | undefined): void => {
    if (text) texts.push(text)
  }
  const message = ({ content }: ChatMessage): void => {
    messages++
    if (typeof content === 'string') put(content)
    else
      for (const part of content)
        if (part.type === 'tool-call') put(part.name + part.arguments)
        else if (part.type === 'tool-result') put(JSON_OF(part.output))
        else if ('text' in part) put(part.text)
        else if (part.type !== 'source') media++
  }
  if (operation === 'chat' || operation === 'stream') {
    const { messages: asked, tools, output } = request as ChatRequest
    asked.forEach(message)
    if (tools) put(JSON_OF(tools))
    if (output?.schema) put(JSON_OF(output.schema))
  } else if (operation === 'embed') texts.push(...(request as EmbedRequest).input)
  else if (operation === 'speak') put((request as SpeakRequest).text)
  else if (operation === 'generateImage') put((request as ImageRequest).prompt)
  return { texts, more: 0, media, messages }
}
