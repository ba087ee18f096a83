import type { SpeakRequest } from '../words/audio.ts'
import type { ChatRequest } from '../words/chat.ts'
import type { EmbedRequest } from '../words/embed.ts'
import type { ImageRequest } from '../words/image.ts'
import type { AssistantPart, ChatMessage } from '../words/messages.ts'
import type { Operation } from '../words/operations.ts'

/** What a model reads or has written, as far as its tokens can be counted or estimated. */
export interface Content {
  readonly texts: readonly string[]
  /** Characters that are not kept in `texts`. */
  readonly moreCharacters: number
  /** Images, sounds and files. Their tokens cannot be told from their bytes. */
  readonly media: number
  readonly messages: number
}

const toJson = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** What the model of a request reads. */
export function promptContent(operation: Operation, request: object): Content {
  const texts: string[] = []
  let media = 0
  let messages = 0
  const add = (text: string | undefined): void => {
    if (text) texts.push(text)
  }
  const addMessage = ({ content }: ChatMessage): void => {
    messages++
    if (typeof content === 'string') add(content)
    else
      for (const part of content)
        if (part.type === 'tool-call') add(part.name + part.arguments)
        else if (part.type === 'tool-result') add(toJson(part.output))
        else if ('text' in part) add(part.text)
        else if (part.type !== 'source') media++
  }
  if (operation === 'chat' || operation === 'stream') {
    const { messages: all, tools, output } = request as ChatRequest
    all.forEach(addMessage)
    if (tools) add(toJson(tools))
    if (output?.schema) add(toJson(output.schema))
  } else if (operation === 'embed') texts.push(...(request as EmbedRequest).input)
  else if (operation === 'speak') add((request as SpeakRequest).text)
  else if (operation === 'generateImage') add((request as ImageRequest).prompt)
  return { texts, moreCharacters: 0, media, messages }
}

/** What stands in a whole answer. */
export const outputContent = (parts: readonly AssistantPart[]): Content => ({
  texts: parts.map((part) =>
    part.type === 'tool-call' ? part.name + part.arguments : 'text' in part ? part.text : '',
  ),
  moreCharacters: 0,
  media: parts.filter(({ type }) => type === 'image' || type === 'audio').length,
  messages: 0,
})

/** What a model has written so far. */
export interface ContentCollector {
  readonly content: Content
  /** Takes an event of a stream. */
  add(event: object): void
}

/** The characters of an answer that are kept until its end, in case its tokens must be counted. */
const MAX_KEPT = 262_144

/** Collects the text, reasoning and tool calls of a stream. Of a very long answer a part is kept, and the length of the rest. */
export function collectContent(): ContentCollector {
  const texts: string[] = []
  let kept = 0
  let moreCharacters = 0
  return {
    get content() {
      return { texts: [texts.join('')], moreCharacters, media: 0, messages: 0 }
    },
    add(event) {
      const { text, delta } = event as { readonly text?: string; readonly delta?: string }
      const piece = text ?? delta
      if (!piece) return
      if (kept < MAX_KEPT) texts.push(piece)
      else moreCharacters += piece.length
      kept += piece.length
    },
  }
}
