import { redact } from '@aiu/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cpuMs } from '../support/cpu-ms.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength, maxLength })
/** What stands around: anything, ended by a sign that is no part of a word. */
const before = fc
  .tuple(fc.string(), fc.constantFrom(' ', '"', '=', ':', '(', '\n', '/', "'", ''))
  .map((all) => all.join(''))
const after = fc
  .tuple(fc.constantFrom(' ', '"', ',', ')', '\n', '.', "'", '&'), fc.string())
  .map((all) => all.join(''))

describe('a key that is known', () => {
  test('is found wherever it is put, whatever it looks like', () => {
    const key = fc.string({ minLength: 8 })
    fc.assert(
      fc.property(fc.string(), key, fc.string(), key, (head, secret, tail, other) => {
        const found = redact(`${head}${secret}${tail}${secret}`, [other, secret])
        // A key of signs that our own mark is made of may come about anew.
        fc.pre(!'[redacted][redacted]'.includes(secret))
        const left = found.replaceAll('[redacted]', '\0')
        expect(left).not.toContain(secret)
      }),
    )
  })

  test('as often as it stands there; nothing else changes', () => {
    expect(redact('a s3cret, b s3cret.', ['s3cret'])).toBe('a [redacted], b [redacted].')
    expect(redact('$& $1 a.b', ['a.b'])).toBe('$& $1 [redacted]')
  })

  test('an empty one is none', () => {
    expect(redact('words', ['', ''])).toBe('words')
  })
})

describe('a key that is not known, but looks like one', () => {
  const prefix = fc.constantFrom(
    'sk-',
    'sk-proj-',
    'sk-ant-api03-',
    'gsk_',
    'xai-',
    'hf_',
    'r8_',
    'csk-',
    'pk_live_',
    'AIza',
  )
  const key = fc.tuple(prefix, letters(8, 20), fc.nat(9), letters(8, 20)).map((parts) => parts.join(''))
  const standsFree = (text: string): boolean => !/\w$/.test(text)

  test('is found wherever it stands', () => {
    fc.assert(
      fc.property(before, key, after, (head, secret, tail) => {
        fc.pre(head === '' || standsFree(head))
        expect(redact(`${head}${secret}${tail}`)).not.toContain(secret.slice(-12))
      }),
    )
  })

  test('a token in a header too', () => {
    const scheme = fc.constantFrom('Bearer', 'bearer', 'Basic', 'BEARER')
    const token = fc
      .tuple(letters(4, 40), fc.nat(9), letters(4, 40), fc.constantFrom('', '=', '=='))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(scheme, token, after, (name, secret, tail) => {
        expect(redact(`authorization: ${name} ${secret}${tail}`)).not.toContain(secret)
      }),
    )
  })
})

describe('words are left alone', () => {
  test.each([
    'Missing bearer authentication in header',
    'You did not provide an API key. Use basic authentication, or a Bearer token.',
    'This is a key-value-store with key-management-features.',
    'The sk-learn-contributors and pk-generators',
    'key_rotation_policy, hf_transformers_library',
    'Task ask-everything, desk-organizers',
    'Rate limit reached for gpt-4o-mini in organization org-abc on tokens per min (TPM): Limit 200000',
    'basic understanding, basic read/write access, bearer bonds',
    'model llama-3.3-70b-versatile, request req_01HZX, 2026-11-23T09:12:55Z',
    'a'.repeat(1000),
  ])('%s', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('prose of any kind', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split('')),
      minLength: 1,
      maxLength: 12,
    })
    const joint = fc.constantFrom(' ', '-', '_', '. ', ', ', '/', ': ')
    const some = fc.oneof(word, fc.constantFrom('key', 'sk', 'pk', 'hf', 'bearer', 'basic', 'Bearer'))
    fc.assert(
      fc.property(fc.array(fc.tuple(some, joint), { maxLength: 30 }), (words) => {
        const text = words.flat().join('')
        expect(redact(text)).toBe(text)
      }),
    )
  })
})

describe('time is linear', () => {
  test.each([['sk-'], ['sk-a'], ['bearer '], ['Bearer a '], ['AIza'], ['x'], [' ']])(
    '100 kB of %j',
    (piece) => {
      const text = piece.repeat(100_000 / piece.length)
      const before = process.cpuUsage()
      redact(text)
      expect(cpuMs(before)).toBeLessThan(1000)
    },
  )
})
