import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that something still holds. */
export function liveHeap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
