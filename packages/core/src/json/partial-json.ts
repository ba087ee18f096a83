/** A JSON text that grows. */
export interface PartialJson {
  /** More of the text. True: there is more to see than before. */
  push(text: string): boolean
  /** What is there so far: open strings, arrays and objects closed, a half number, word or key left out. `undefined` before the first bracket. */
  value(): unknown
}

/**
 * Reads a model's JSON as it grows: from the first object or array, prose and `<think>` before it passed over. Each character is
 * looked at once; each `value()` is a new one.
 */
export function partialJson(): PartialJson {
  /** What came before the first bracket, as far as it matters still. */
  let head: string | undefined = ''
  let thinking = false
  /** What has been read of the JSON. */
  let text = ''
  /** What has not, and where the reader stands in it. */
  let rest = ''
  let at = 0
  let closers = ''
  /** A key is due, or was told and its colon is. */
  let key = false
  let quoted = false
  /** The text is sound up to here, and how it is closed from there. */
  let sound = 0
  let close = ''
  let ended = false

  const mark = (closing: string): void => {
    sound = text.length + at
    close = closing
  }

  /** One step within the JSON; `false` when more text is needed for it. */
  const step = (): boolean => {
    const sign = rest[at] as string
    if (quoted) {
      // An escape is whole or left out.
      const length = sign !== '\\' ? 1 : rest[at + 1] === 'u' ? 6 : 2
      if (at + length > rest.length) return false
      at += length
      quoted = sign !== '"'
      if (!key) mark((quoted ? '"' : '') + closers)
      return true
    }
    if (!/[\s"{}[\]:,]/.test(sign)) {
      const [word] = /^[^\s,\]}]+/.exec(rest.slice(at)) ?? ['']
      if (at + word.length >= rest.length) return false
      at += word.length
      mark(closers)
      return true
    }
    at++
    if (sign === '"') {
      quoted = true
      if (!key) mark(`"${closers}`)
    } else if (sign === '{' || sign === '[') {
      closers = (sign === '{' ? '}' : ']') + closers
      key = sign === '{'
      mark(closers)
    } else if (sign === '}' || sign === ']') {
      closers = closers.slice(1)
      key = false
      mark(closers)
      ended = !closers
    } else if (sign === ':') key = false
    else if (sign === ',') key = closers[0] === '}'
    return true
  }

  /** Passes over what stands before the JSON. */
  const begin = (before: string): void => {
    const mark = thinking ? '</think>' : '<think>'
    const turn = before.indexOf(mark)
    const found = thinking ? -1 : before.search(/[[{]/)
    if (turn >= 0 && (found < 0 || turn < found)) {
      thinking = !thinking
      begin(before.slice(turn + mark.length))
    } else if (found >= 0) {
      head = undefined
      rest = before.slice(found)
    } else head = before.slice(1 - mark.length)
  }

  return {
    push(more) {
      const before = sound
      if (head !== undefined) begin(head + more)
      else if (!ended) rest += more
      while (!ended && at < rest.length && step());
      text += rest.slice(0, at)
      rest = rest.slice(at)
      at = 0
      return sound > before
    },
    value() {
      try {
        return sound ? JSON.parse(text.slice(0, sound) + close) : undefined
      } catch {
        return undefined
      }
    },
  }
}
