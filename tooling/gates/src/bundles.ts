import { measure } from '@aiu-tooling/bench/measure'
import type { SizeRow } from '@aiu-tooling/bench/size-table'

/** Holds a bundle against its ceiling and its list of what must not appear. */
export async function bundleFaults({ name, code, ceiling, without }: SizeRow): Promise<string[]> {
  const { gzip, text, files } = await measure(code)
  return [
    ...(gzip > ceiling ? [`${name}: ${gzip} bytes, of at most ${ceiling}`] : []),
    ...without.flatMap((word) => [
      ...(text.includes(word) ? [`${name}: "${word}" stands in it`] : []),
      ...files.filter(({ path }) => path.includes(word)).map(({ path }) => `${name}: ${path} is in it`),
    ]),
  ]
}
