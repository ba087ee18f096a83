// Adds a note to each of several files, at the moment it is told to: `node add-notes.ts NAME PATH...`. Says what it reported.
import { once } from 'node:events'
import { notesFile } from './notes.ts'

const [name = '', ...paths] = process.argv.slice(2)
console.log('ready')
await once(process.stdin, 'data')
const reports: string[] = []
for (const path of paths) {
  const file = notesFile(path, ({ what }) => reports.push(what))
  await file.use((database) => database.prepare('INSERT INTO note VALUES (?)').run(name))
  await file.close()
}
console.log(JSON.stringify(reports))
process.exit()
