import { plainLines } from './plain-lines.ts'

/** One thing a stream's body says, and which of its bytes say it. */
export interface PlainEvent {
  /** `done` is the `[DONE]` mark, `raw` a line of bare JSON, `error` the value of an `error:` field. */
  readonly kind: 'event' | 'done' | 'raw' | 'error'
  readonly name: string
  readonly data: string
  /** Offset of its first byte. */
  readonly start: number
  /** Offset after its last byte; for an event, after its blank line. */
  readonly end: number
}

const fieldOf = (line: string, field: string): string | undefined => {
  if (line === field) return ''
  if (!line.startsWith(`${field}:`)) return undefined
  const value = line.slice(field.length + 1)
  return value.startsWith(' ') ? value.slice(1) : value
}

/**
 * What a whole event-stream body says, read the plainest way: all bytes at hand, no state between calls. It shares no code with
 * the readers it is used to check. An event without its blank line does not count, except for the mark `[DONE]`.
 */
export function plainEvents(body: Uint8Array): PlainEvent[] {
  const events: PlainEvent[] = []
  let data: string[] = []
  let name = ''
  let from: number | undefined
  for (const { text, start, end } of plainLines(body)) {
    from ??= start
    const value = fieldOf(text, 'data')
    const error = fieldOf(text, 'error')
    if (text === '') {
      if (data.length) events.push({ kind: 'event', name, data: data.join('\n'), start: from, end })
      data = []
      name = ''
      from = undefined
    } else if (value === '[DONE]') events.push({ kind: 'done', name, data: value, start, end })
    else if (value !== undefined) data.push(value)
    else if (error !== undefined) events.push({ kind: 'error', name: 'error', data: error, start, end })
    else if (text.startsWith('{')) events.push({ kind: 'raw', name: '', data: text, start, end })
    else name = fieldOf(text, 'event') ?? name
  }
  return events
}
