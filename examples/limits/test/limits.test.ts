import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { redisServer } from '@aiu/testing/node'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')
const own = await redisServer()
await own?.[Symbol.asyncDispose]()
const { CI, REDIS_URL } = process.env
const there = own || REDIS_URL || CI === 'true'

const title = 'two processes, one limit, a server that fails at times: all counts agree'
test.skipIf(!there)(
  there ? title : `${title} (redis-server is missing: apt-get install redis-server)`,
  { timeout: 120_000 },
  async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--conditions=@aiu/source',
      main,
      '--short',
    ])
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('40 calls of 2 processes; 20 requests in any 2 s, 4 at once, together')
    expect(
      lines.filter((line) => / s {2}(first|second) +queue \d+ {2}permits \d+/.test(line)).length,
    ).toBeGreaterThan(3)
    const last = lines.slice(lines.findIndex((line) => /^ +first +second/.test(line)))
    const [, answered = 0, failed = 0] = last
      .slice(0, 3)
      .map((line) => Number(line.trim().split(/ +/).at(-1)))
    expect(answered + failed).toBe(40)
    expect(answered).toBeGreaterThan(35)
    expect(last.filter((line) => line.startsWith('yes'))).toHaveLength(7)
    expect(stdout).not.toContain('NO ')
    const sent = Number(/^the server had (\d+): \d+ x 200, \d+ x 503, \d+ x 429$/m.exec(stdout)?.[1])
    expect(sent).toBeGreaterThan(40)
  },
)
