import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

/** Every file that is loaded with this one, by its static imports. */
async function loadedWith(file: URL, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file.href)) return seen
  seen.add(file.href)
  const source = await readFile(file, 'utf8')
  for (const [, type, from] of source.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+)'/gms))
    if (!type && from) await loadedWith(new URL(from, file), seen)
  return seen
}

test('the manifests load no provider: it comes with create()', async () => {
  const files = [...(await loadedWith(new URL('../../src/manifest.ts', import.meta.url)))].join('\n')
  expect(files).toContain('presets/hosted.ts')
  expect(files).not.toContain('openai-compatible.ts')
  expect(files).not.toContain('/wire/')
  const provider = await loadedWith(new URL('../../src/presets/index.ts', import.meta.url))
  expect([...provider].join('\n')).toContain('src/openai-compatible.ts') // the walk does follow imports
})
