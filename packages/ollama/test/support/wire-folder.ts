import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const folder = process.env.AIU_WIRE ?? join(root, '../shared/wire')

/** Where replies of many servers lie, beside the repository or where `AIU_WIRE` says; `undefined` where they do not. */
export const wireFolder: string | undefined = existsSync(join(folder, 'index.json')) ? folder : undefined

export const WHY_ABSENT =
  'the folder of shared wire cases is absent (AIU_WIRE, else ../shared/wire): the built fixtures are run alone'
