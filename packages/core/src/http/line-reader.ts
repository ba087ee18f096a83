import { AiuError } from '../errors/aiu-error.ts'

/** Takes bytes as they come; without an argument, that there are no more. */
export type ByteReader = (bytes?: Uint8Array) => void

/**
 * Cuts UTF-8 into lines at CR, LF or CRLF, wherever the bytes are cut; a leading BOM is left out. Linear: a line's end is looked
 * for in new text alone. An unended last line is told when there are no more bytes. Throws `too-large` for a line of more than `cap` characters.
 */
export function lineReader(take: (line: string) => void, cap: number): ByteReader {
  const decoder = new TextDecoder()
  let rest = ''
  let afterCR = false
  return (bytes) => {
    if (!bytes) {
      if (rest) take(rest)
      rest = ''
      return
    }
    let text = decoder.decode(bytes, { stream: true })
    if (!text) return
    if (afterCR && text[0] === '\n') text = text.slice(1)
    afterCR = text.endsWith('\r')
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      take(rest + text.slice(start, end))
      rest = ''
      start = end + 1
    }
    rest += text.slice(start)
    if (rest.length > cap) throw tooLarge(cap)
  }
}

export const tooLarge = (cap: number): AiuError => new AiuError('too-large', `More than ${cap} bytes came.`)
