import { lineReader } from '@aiu/core/http'
import { describe, expect, test } from 'vitest'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(text: string, size: number): string[] {
  const bytes = encode(text)
  const lines: string[] = []
  const take = lineReader((line) => lines.push(line), 1e9)
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size))
  take()
  return lines
}

describe('lineReader', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\rc\nd', ['a', 'b', 'c', 'd']],
    ['a\n\n\r\n\rb', ['a', '', '', '', 'b']],
    ['\ufeffa\n\ufeffb\n', ['a', '\ufeffb']],
    ['{"a":"東🗼"}\n{"b":"\u2028"}\n', ['{"a":"東🗼"}', '{"b":"\u2028"}']],
  ])('%j', (text, lines) => {
    for (const size of [1, 2, 3, 7, 1e9]) expect(read(text, size), `pieces of ${size}`).toEqual(lines)
  })

  test('tells a line as soon as its end is there', () => {
    const lines: string[] = []
    const take = lineReader((line) => lines.push(line), 1e9)
    take(encode('a\r'))
    expect(lines).toEqual(['a'])
    take(encode('\nb\n'))
    expect(lines).toEqual(['a', 'b'])
  })

  test('an end told twice tells nothing twice', () => {
    const lines: string[] = []
    const take = lineReader((line) => lines.push(line), 1e9)
    take(encode('a'))
    take()
    take()
    expect(lines).toEqual(['a'])
  })
})
