// Locks a database until it is told to let go: `node lock.ts PATH`.
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] as string)
database.exec('BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS other (a)')
console.log('locked')
await once(process.stdin, 'data')
database.exec('COMMIT')
database.close()
console.log('free')
process.exit()
