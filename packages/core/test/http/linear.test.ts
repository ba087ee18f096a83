import { eventReader, lineReader } from '@aiu/core/http'
import { expect, test } from 'vitest'

const PIECE = new TextEncoder().encode('x'.repeat(16_384))
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** CPU ms for one line of so many MB, in pieces of 16 KB. */
function cost(make: typeof eventReader, megabytes: number): number {
  const pieces = megabytes * 64
  const told: number[] = []
  const before = process.cpuUsage()
  const read = make((data) => void told.push(data.length), 1e9)
  read(encode('data: '))
  for (let n = 0; n < pieces; n++) read(PIECE)
  read(encode('\n\n'))
  const { user, system } = process.cpuUsage(before)
  expect(told[0]).toBeGreaterThanOrEqual(pieces * PIECE.length)
  return (user + system) / 1000
}

const readers: readonly (readonly [string, typeof eventReader])[] = [
  ['an event', eventReader],
  ['a line', (emit, cap) => lineReader((line) => emit(line, ''), cap)],
]

test.for(readers)('%s of 8 MB costs no more a byte than one of 1 MB', async ([, make]) => {
  cost(make, 8)
  // Quadratic would be 8; others on the machine disturb a single measurement.
  const growth = Math.min(...[1, 2, 3, 4, 5].map(() => cost(make, 8) / 8 / cost(make, 1)))
  expect(growth).toBeLessThan(3)
})
