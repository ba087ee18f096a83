import { askAtOnce } from './ask-at-once.ts'

// Started by main.ts, with the server's address and the store's file.
const [, , baseURL = '', path = ''] = process.argv
process.stdout.write(JSON.stringify(await askAtOnce(1, baseURL, path)))
