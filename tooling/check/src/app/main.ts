import { firstAnswer } from './first-answer.ts'
import { serve } from './serve.ts'

// Copied with its two neighbors into a folder where the packages are installed, and run there.
const server = await serve()
const wrong = await firstAnswer(server.baseURL)
server.close()
for (const line of wrong) process.stderr.write(`${line}\n`)
if (wrong.length === 0) process.stdout.write('the first answer is right\n')
process.exitCode = wrong.length === 0 ? 0 : 1
