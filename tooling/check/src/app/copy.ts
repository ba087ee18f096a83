import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Lays the app of the first answer into an empty folder, where npm is to install the packages; `main.ts` runs it. */
export async function copyApp(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  for (const file of ['first-answer.ts', 'serve.ts', 'main.ts']) {
    await cp(join(import.meta.dirname, file), join(folder, file))
  }
}
