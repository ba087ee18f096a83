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
  let text = ''
  let at = -1
  let closers = ''
  let state: State = 'value'
  let quoted = false
  /** The text is sound up to here, and how it is closed from there. */
  let sound = 0
  let close = ''
  let ended = false

  const mark = (end: number, closing: string): void => {
    sound = end
    close = closing
  }

  /** One character within the JSON; `false` when more text is needed to read it. */
  const step = (): boolean => {
    const sign = text[at] as string
    if (quoted) {
      if (sign === '\\') {
        // An escape is whole or left out.
        const length = text[at + 1] === 'u' ? 6 : 2
        if (at + length > text.length) return false
        at += length
      } else {
        at++
        if (sign === '"') {
          quoted = false
          state = state === 'key' ? 'colon' : 'comma'
        }
      }
      if (state !== 'key' && state !== 'colon') mark(at, (quoted ? '"' : '') + closers)
      return true
    }
    if (sign === '"') {
      quoted = true
      if (state !== 'key') mark(at + 1, `"${closers}`)
    } else if (sign === '{' || sign === '[') {
      closers = (sign === '{' ? '}' : ']') + closers
      state = sign === '{' ? 'key' : 'value'
      mark(at + 1, closers)
    } else if (sign === '}' || sign === ']') {
      closers = closers.slice(1)
      state = 'comma'
      mark(at + 1, closers)
      ended = !closers
    } else if (sign === ':') state = 'value'
    else if (sign === ',') state = closers[0] === '}' ? 'key' : 'value'
    else if (/\S/.test(sign)) {
      const word = /^[^\s,\]}]*/.exec(text.slice(at, at + 64))?.[0] ?? ''
      if (at + word.length >= text.length) return false
      at += Math.max(word.length, 1)
      state = 'comma'
      mark(at, closers)
      return true
    }
    at++
    return true
  }

  const begin = (): void => {
    const clean = /<think>(?![\s\S]*<\/think>)/.test(text) ? '' : text.replace(/^[\s\S]*<\/think>/, '')
    const found = clean.search(/[[{]/)
    if (found < 0) return
    text = clean.slice(found)
    at = 0
  }

  return {
    push(more) {
      const before = sound
      text += more
      if (at < 0) begin()
      if (at >= 0) while (!ended && at < text.length && step());
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
