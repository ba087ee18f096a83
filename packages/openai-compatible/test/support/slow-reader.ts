// Reads a long stream slowly and tells how its memory grows. Arguments: the base URL, how many pieces to read.
import { setTimeout as sleep } from 'node:timers/promises'
import { stream } from '@aiu/core'
import { openaiCompatible } from '@aiu/openai-compatible'

const [baseURL = '', count = '0'] = process.argv.slice(2)
const provider = openaiCompatible({ baseURL, model: 'm' })
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

const answer = stream(provider, 'q')
let pieces = 0
let start = 0
let peak = 0
for await (const _ of answer.textStream) {
  pieces++
  if (pieces === 200) {
    // Code is loaded and compiled by now.
    globalThis.gc?.()
    start = process.memoryUsage().rss
    tell({ paused: true })
    await sleep(500)
    tell({ paused: false })
  }
  if (pieces % 100 === 0) {
    peak = Math.max(peak, process.memoryUsage().rss)
    await sleep(2)
  }
  if (pieces === Number(count)) break
}
tell({ pieces, grownMB: Math.round((peak - start) / 1e6) })
