import { faultServer } from './fault-server.ts'
import { FAULTS, type FaultId, variantsOf } from './faults/index.ts'
import { wireTap } from './wire-tap.ts'

/**
 * Plays one fault to a plain request for a stream, and shows what passes over the wire, each packet with its time. A fault that
 * does not end by itself is left after `leaveAfterMs` (default 1,000).
 */
export async function showFault(
  id: FaultId,
  variant: string | undefined,
  show: (line: string) => void,
  leaveAfterMs = 1000,
): Promise<void> {
  const names = variantsOf(id).filter(Boolean)
  show(`${id} ${FAULTS[id].title}`)
  if (names.length) show(`variant ${variant ?? names[0]}, of: ${names.join(', ')}`)
  const server = await faultServer()
  const address = server.at(id, variant)
  // What is no HTTP of this server's has nothing to tap.
  const tap = address.startsWith(server.origin) ? await wireTap(server.origin, show) : undefined
  const url = `${tap ? address.replace(server.origin, tap.origin) : address}/chat/completions`
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer shown-key' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'q' }], stream: true }),
    redirect: 'manual',
    signal: AbortSignal.timeout(leaveAfterMs),
  } as const
  try {
    const response = await fetch(url, init)
    const { length } = await response.text()
    show(`read: status ${response.status}, ${length} characters`)
  } catch (error) {
    const { message, cause } = error as Error
    show(`failed: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`)
  } finally {
    await tap?.close()
    await server.close()
  }
}
