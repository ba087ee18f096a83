/** One line of a body, and where its bytes are. */
export interface PlainLine {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** All lines of a body that is there as a whole; the last may lack its end. */
export function plainLines(body: Uint8Array): PlainLine[] {
  const found: PlainLine[] = []
  let start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
  while (start < body.length) {
    let stop = start
    while (stop < body.length && body[stop] !== 10 && body[stop] !== 13) stop++
    const end = stop + (body[stop] === 13 && body[stop + 1] === 10 ? 2 : 1)
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(start, stop))
    found.push({ text, start, end: Math.min(end, body.length) })
    start = end
  }
  return found
}
