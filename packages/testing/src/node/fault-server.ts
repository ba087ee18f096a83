import { faultAddresses } from './fault-addresses.ts'
import type { AddressFault, Fault, FaultExchange, Play } from './faults/fault.ts'
import { answerWell } from './faults/good.ts'
import { FAULTS, type FaultId, variantsOf } from './faults/index.ts'
import {
  type Exchange,
  type LoopbackOptions,
  type LoopbackServer,
  loopbackServer,
} from './loopback-server.ts'

export interface FaultServer extends LoopbackServer {
  /** A base URL under which every request meets this fault, at the same time as other base URLs meet others. */
  at(id: FaultId, variant?: string): string
  /** What the plain `baseURL` meets from now on; without an id, good answers. */
  play(id?: FaultId, variant?: string): void
  /** Lets a fault go on that waits until the client has read what came (F26, F30, F65). It goes on by itself after 250 ms. */
  release(): void
  /** The host that redirects lead to. Nothing may ever reach it. */
  readonly elsewhere: LoopbackServer
}

const RELEASE_AFTER_MS = 250

/**
 * A real server on loopback that does wrong, by the numbers of the fault list: `server.play('F30')`, or for one address alone
 * `server.at('F36', 'raw-json')`. Whatever is not asked to go wrong gets a good answer. `GET /release` does what `release()` does.
 */
export async function faultServer(options: LoopbackOptions = {}): Promise<FaultServer> {
  const addresses = await faultAddresses()
  const elsewhere = await loopbackServer(({ response }) => response.end('{}'), options)
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  let chosen: string | undefined

  const release = (): void => {
    for (const go of waiting) go()
  }
  const released = ({ over }: Exchange): Promise<void> =>
    new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        waiting.delete(go)
        over.removeEventListener('abort', go)
        resolve()
      }
      const timer = setTimeout(go, RELEASE_AFTER_MS)
      over.addEventListener('abort', go)
      waiting.add(go)
    })

  const server = await loopbackServer((exchange) => {
    const { request, response } = exchange
    if (request.path === '/release') {
      release()
      return response.end('{}')
    }
    const key = /^\/(F\d\d(?:\/[\w-]+)?)\/v1\//.exec(request.path)?.[1] ?? chosen
    const count = (counts.get(key ?? '') ?? 0) + 1
    counts.set(key ?? '', count)
    const fault: FaultExchange = {
      ...exchange,
      count,
      wantsStream: request.body?.stream === true,
      key: (request.headers.authorization ?? '').replace(/^Bearer /, ''),
      here: server.origin,
      elsewhere: elsewhere.origin,
      released: () => released(exchange),
    }
    return (key ? scriptOf(key) : answerWell)(fault)
  }, options)

  const keyOf = (id: FaultId, variant = variantsOf(id)[0] ?? ''): string => {
    if (!variantsOf(id).includes(variant)) {
      throw new RangeError(`${id} has no variant "${variant}"; it has: ${variantsOf(id).join(', ')}`)
    }
    const key = variant ? `${id}/${variant}` : id
    counts.delete(key)
    return key
  }
  const { close } = server
  const closeAll = async (): Promise<void> => {
    release()
    await Promise.all([close(), elsewhere.close(), addresses.close()])
  }
  return Object.assign(server, {
    elsewhere,
    release,
    play(id?: FaultId, variant?: string): void {
      chosen = id && keyOf(id, variant)
    },
    at(id: FaultId, variant?: string): string {
      const key = keyOf(id, variant)
      const fault: Fault | AddressFault = FAULTS[id]
      if ('play' in fault) return `${server.origin}/${key}/v1`
      return `${fault.address[key.slice(4)]?.(addresses)}/v1`
    },
    close: closeAll,
    [Symbol.asyncDispose]: closeAll,
  })
}

function scriptOf(key: string): Play {
  const [id, variant = ''] = key.split('/')
  const fault: Fault | AddressFault | undefined = FAULTS[id as FaultId]
  const play = fault && 'play' in fault ? fault.play : undefined
  const script = typeof play === 'function' ? play : play?.[variant]
  return script ?? answerWell
}
