import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CacheStore } from '@aiu/core'

const nothing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}

/** One JSON file per key, in a folder of its own, which is made when it is first written to. */
export function folderStore(folder: string): CacheStore {
  const fileOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  return {
    name: 'folder',
    async get(key) {
      const text = await readFile(fileOf(key), 'utf8').catch(nothing)
      if (text === undefined) return
      const { value, until = Number.POSITIVE_INFINITY } = JSON.parse(text)
      return Date.now() < until ? value : undefined
    },
    async set(key, value, ttlMs) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = join(folder, `${randomUUID()}.draft`)
      try {
        const until = ttlMs === undefined ? undefined : Date.now() + ttlMs
        await writeFile(draft, JSON.stringify({ value, until }), { mode: 0o600 })
        await rename(draft, fileOf(key))
      } finally {
        await rm(draft, { force: true })
      }
    },
    delete: (key) => rm(fileOf(key), { force: true }),
    async clear() {
      const files = (await readdir(folder).catch(nothing)) ?? []
      for (const file of files) if (file.endsWith('.json')) await rm(join(folder, file), { force: true })
    },
  }
}
