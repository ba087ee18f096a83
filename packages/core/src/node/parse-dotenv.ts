import { parseEnv } from 'node:util'

/**
 * What a `.env` file's text says. Node's own parser, with what `dotenv` reads and it does not: a byte-order mark, lines that end
 * in CR alone, several spaces after `export`. Variables in values are not expanded.
 */
export const parseDotenv = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(parseEnv(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.trim(), value]],
    ),
  )
