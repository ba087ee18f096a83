import { existsSync, readFileSync } from 'node:fs'
import { parseDotenv } from '@aiu/core/node'
import { describe, expect, test } from 'vitest'

interface Vector {
  readonly id: string
  readonly file: string
  readonly expectedDotenv: Readonly<Record<string, string>>
}

const folder = new URL('../../../../../shared/wire/dotenv/', import.meta.url)
const present = existsSync(folder)

describe.skipIf(!present)(
  'files that dotenv’s own tests read (shared files; skipped where they are absent)',
  () => {
    const vectors: readonly Vector[] = present
      ? JSON.parse(readFileSync(new URL('vectors.json', folder), 'utf8'))
      : []
    // A suite without a test would be left out unseen.
    if (!present) test('vectors', () => {})
    test.each(vectors)('$id', ({ file, expectedDotenv }) => {
      expect(parseDotenv(readFileSync(new URL(file, folder), 'utf8'))).toEqual(expectedDotenv)
    })
  },
)
