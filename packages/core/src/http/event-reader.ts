import { type ByteReader, lineReader, tooLarge } from './line-reader.ts'

/**
 * Cuts bytes into server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html has them, and beyond it what
 * model servers send: `[DONE]` needs no blank line, a line of bare JSON is an event, an `error:` field is an event named "error".
 * An event without its blank line is not told. Throws `too-large` for an event of more than `cap` characters.
 */
export function eventReader(emit: (data: string, event: string) => void, cap: number): ByteReader {
  let data: string | undefined
  let event = ''
  return lineReader((line) => {
    if (!line) {
      if (data !== undefined) emit(data, event)
      data = undefined
      event = ''
      return
    }
    if (line[0] === '{') return emit(line, '')
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))
    if (field === 'event') event = value
    else if (field === 'error' || (field === 'data' && value === '[DONE]')) emit(value, field)
    else if (field === 'data') {
      data = data === undefined ? value : `${data}\n${value}`
      if (data.length > cap) throw tooLarge(cap)
    }
  }, cap)
}
