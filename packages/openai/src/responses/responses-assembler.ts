import type { ChatEvent, FinishReason, ReplyHeaders } from '@aiu/core'
import { callBook } from './call-book.ts'
import { usageOf } from './usage.ts'
import type { WireAnnotation, WireEvent, WireItem, WirePart, WireResponse } from './wire-types.ts'

type Kind = 'text' | 'reasoning' | 'refusal'

const FINISH: Readonly<Record<string, FinishReason>> = {
  completed: 'stop',
  max_output_tokens: 'length',
  content_filter: 'content-filter',
}

/** So many characters tell whether the end of an answer goes on from its pieces. */
const TAIL = 64
/** Cut now and then: each cut copies. */
const MOST_HELD = 8_192

const list = <T>(told: readonly T[] | string | null | undefined): readonly T[] =>
  Array.isArray(told) ? told : []
const isCall = ({ type }: WireItem): boolean => type === 'function_call' || type === 'custom_tool_call'

/** All of a kind that an item says. Summaries of thoughts are paragraphs. */
function saidIn({ type, content, summary }: WireItem, kind: Kind): string {
  if ((type === 'reasoning') !== (kind === 'reasoning')) return ''
  if (typeof content === 'string') return kind === 'refusal' ? '' : content
  const pick = (part: WirePart): string => `${(kind === 'refusal' ? part?.refusal : part?.text) ?? ''}`
  const all = list(content).map(pick).join('')
  return all || kind !== 'reasoning' ? all : list(summary).map(pick).join('\n\n')
}

/** Builds an answer out of the API's events, or out of the whole response. */
export interface ResponsesAssembler {
  /** An event in the midst of the answer. One that is not known is passed over. */
  add(type: string, event: WireEvent): void
  /** The response as it stands at its end. */
  take(response: WireResponse): void
  /** Tells the tool calls and the end. */
  end(): void
}

/**
 * Tells text at once, tool calls when the answer is whole, and once what the pieces left out and the end holds: some servers tell a
 * part, or all, only there.
 */
export function responsesAssembler(
  push: (event: ChatEvent) => void,
  headers?: ReplyHeaders,
): ResponsesAssembler {
  let last: WireResponse = {}
  let started = false
  /** Items that were told as ended. */
  let items = 0
  /** How much was told of each kind, how it ends, and how much of it came before the item that is being told. No text is held. */
  const said: Record<Kind, number> = { text: 0, reasoning: 0, refusal: 0 }
  const tails: Record<Kind, string> = { text: '', reasoning: '', refusal: '' }
  const before: Record<Kind, number> = { text: 0, reasoning: 0, refusal: 0 }
  const sources = new Set<string>()

  const tell = (event: ChatEvent): void => {
    if (!started) {
      started = true
      push({ type: 'start', id: last.id, model: last.model, headers })
    }
    push(event)
  }
  const calls = callBook(tell)

  const say = (kind: Kind, text: unknown): void => {
    if (typeof text !== 'string' || !text) return
    said[kind] += text.length
    const tail = tails[kind] + text
    tails[kind] = tail.length > MOST_HELD ? tail.slice(-TAIL) : tail
    tell({ type: kind, text })
  }
  /** Says the rest of what should have been said. What was said otherwise cannot be taken back. */
  const catchUp = (kind: Kind, all: string, from: number): void => {
    const told = said[kind] - from
    // slice(-0) would be all of it.
    const tail = told ? tails[kind].slice(-told) : ''
    if (all.slice(0, told).endsWith(tail)) say(kind, all.slice(told))
    before[kind] = said[kind]
  }
  const cite = (annotation: WireAnnotation | null | undefined): void => {
    const { url, title } = annotation ?? {}
    if (typeof url !== 'string' || sources.has(url)) return
    sources.add(url)
    tell({ type: 'source', url, title: typeof title === 'string' ? title : undefined })
  }
  const citeAll = ({ content }: WireItem): void => {
    for (const part of list(content)) list(part?.annotations).forEach(cite)
  }
  const settle = (item: WireItem, place?: number): void => {
    items++
    if (isCall(item)) calls.settle(item, place)
    if (item.type !== 'message' && item.type !== 'reasoning') return
    for (const kind of ['reasoning', 'text', 'refusal'] as const)
      catchUp(kind, saidIn(item, kind), before[kind])
    citeAll(item)
    const { encrypted_content: signature } = item
    if (item.type === 'reasoning' && typeof signature === 'string' && signature)
      tell({ type: 'reasoning', text: '', signature })
  }

  return {
    add(type, event) {
      const { item, item_id, output_index, delta } = event
      switch (type) {
        case 'response.output_text.delta':
          return say('text', delta)
        case 'response.refusal.delta':
          return say('refusal', delta)
        case 'response.reasoning_text.delta':
        case 'response.reasoning_summary_text.delta':
          return say('reasoning', delta)
        case 'response.reasoning_summary_part.added':
          return event.summary_index ? say('reasoning', '\n\n') : undefined
        case 'response.output_text.annotation.added':
          return cite(event.annotation)
        case 'response.function_call_arguments.delta':
          return calls.extend(item_id, output_index, delta)
        case 'response.output_item.added':
          return item?.type === 'function_call' ? calls.open(item, output_index) : undefined
        case 'response.output_item.done':
          return item ? settle(item, output_index) : undefined
      }
      if (event.response && !last.id) last = event.response
    },
    take(response) {
      last = { ...last, ...response }
      const output = list(response.output).filter((item) => Object(item) === item)
      if (!started && !items) return output.forEach(settle)
      for (const kind of ['reasoning', 'text', 'refusal'] as const)
        catchUp(kind, output.map((item) => saidIn(item, kind)).join(''), 0)
      for (const item of output) {
        if (isCall(item)) calls.settle(item)
        else citeAll(item)
      }
    },
    end() {
      const { status, incomplete_details } = last
      const word = incomplete_details?.reason ?? status ?? undefined
      const complete = status === 'completed'
      calls.end(complete)
      tell({
        type: 'finish',
        finishReason: complete && calls.any(complete) ? 'tool-calls' : (FINISH[word ?? ''] ?? 'other'),
        rawFinishReason: word,
        usage: usageOf(last),
      })
    },
  }
}
