/** A JSON text that grows. */
export interface PartialJson {
  /** More of the text. True: there is more to see than before. */
  push(text: string): boolean
  /** What is there so far: open strings, arrays and objects closed, a half number, word or key left out. `undefined` before the first bracket. */
  value(): unknown
}

// Where the reader stands: a key or a value may begin, a colon or a comma is due.
type State = 'value' | 'key' | 'colon' | 'comma'

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
  let state: State = 'value'
  let quoted = false
  /** The text is sound up to here, and how it is closed from there. */
  let sound = 0
  let close = ''
  let ended = false

  const mark = (closing: string): void => {
    sound = text.length + at
    close = closing
  }

  const inString = (sign: string): boolean => {
    if (sign === '\\') {
      // An escape is whole or left out.
      const length = rest[at + 1] === 'u' ? 6 : 2
      if (at + length > rest.length) return false
      at += length
    } else {
      at++
      if (sign === '"') {
        quoted = false
        state = state === 'key' ? 'colon' : 'comma'
      }
    }
    if (state !== 'key' && state !== 'colon') mark((quoted ? '"' : '') + closers)
    return true
  }

  /** One step within the JSON; `false` when more text is needed for it. */
  const step = (): boolean => {
    const sign = rest[at] as string
    if (quoted) return inString(sign)
    if (!/[\s"{}[\]:,]/.test(sign)) {
      const [word] = /^[^\s,\]}]+/.exec(rest.slice(at)) ?? ['']
      if (at + word.length >= rest.length) return false
      at += word.length
      state = 'comma'
      mark(closers)
      return true
    }
    at++
    if (sign === '"') {
      quoted = true
      if (state !== 'key') mark(`"${closers}`)
    } else if (sign === '{' || sign === '[') {
      closers = (sign === '{' ? '}' : ']') + closers
      state = sign === '{' ? 'key' : 'value'
      mark(closers)
    } else if (sign === '}' || sign === ']') {
      closers = closers.slice(1)
      state = 'comma'
      mark(closers)
      ended = !closers
    } else if (sign === ':') state = 'value'
    else if (sign === ',') state = closers[0] === '}' ? 'key' : 'value'
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
