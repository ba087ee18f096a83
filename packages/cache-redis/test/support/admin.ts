import { createClient } from '@redis/client'
import { onTestFinished } from 'vitest'

/** Says something to a server by a connection of the test's own. */
export async function admin(url: string): Promise<(...words: string[]) => Promise<unknown>> {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.destroy())
  return (...words) => client.sendCommand(words)
}
