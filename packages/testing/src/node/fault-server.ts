import { chatCompletionsWire } from '../wire/chat-completions.ts'
import { keyIn } from '../wire/key-in.ts'
import { HELLO, type WireAnswer, type WireError, type WireKit, type WireRequest } from '../wire/wire-kit.ts'
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
  /** What good answers say from now on: the same to all, or made for each request. Without one: "Hello." in two pieces. */
  say(answer?: WireAnswer | ((request: WireRequest) => WireAnswer)): void
  /** What chats and embeddings are answered with from now on, in the wire's form; without one, good answers. */
  refuse(error?: WireError & { readonly status: number }): void
  /** Lets a fault go on that waits until the client has read what came (F26, F30, F65). It goes on by itself after 250 ms. */
  release(): void
  /** The host that redirects lead to. Nothing may ever reach it. */
  readonly elsewhere: LoopbackServer
}

export interface FaultServerOptions extends LoopbackOptions {
  /** The wire it speaks. Default: chat completions. */
  readonly wire?: WireKit | undefined
}

const RELEASE_AFTER_MS = 250

/**
 * A real server on loopback that does wrong, by the numbers of the fault list: `server.play('F30')`, or for one address alone
 * `server.at('F36', 'raw-json')`. Whatever is not asked to go wrong gets a good answer. `GET /release` does what `release()` does.
 */
export async function faultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { wire = chatCompletionsWire } = options
  const addresses = await faultAddresses()
  const elsewhere = await loopbackServer(({ response }) => response.end('{}'), options)
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  let chosen: string | undefined
  let saying: (request: WireRequest) => WireAnswer = () => HELLO
  let refusing: FaultExchange['refusing']

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
    const [prefix = '', named] = /^\/(F\d\d(?:\.[\w-]+)?)(?=\/)/.exec(request.path) ?? []
    const key = named ?? chosen
    const count = (counts.get(key ?? '') ?? 0) + 1
    counts.set(key ?? '', count)
    const path = request.path.slice(prefix.length)
    const ask = wire.asks({ ...request, path })
    const fault: FaultExchange = {
      ...exchange,
      wire,
      said: saying(request),
      refusing,
      ask,
      count,
      wantsStream: ask?.operation === 'chat' && ask.stream,
      key: `(${keyIn(request.headers)})`,
      path,
      here: server.origin,
      elsewhere: elsewhere.origin,
      released: () => released(exchange),
    }
    return (key ? scriptOf(key, wire) : answerWell)(fault)
  }, options)

  const keyOf = (id: FaultId, variant = variantsOf(id, wire)[0] ?? ''): string => {
    const all = variantsOf(id, wire)
    if (!all.includes(variant)) {
      const rest = all.length ? `it has: ${all.join(', ')}` : `no server of ${wire.name} does it`
      throw new RangeError(`${id} has no variant "${variant}"; ${rest}`)
    }
    const key = variant ? `${id}.${variant}` : id
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
    baseURL: server.origin + wire.path,
    play(id?: FaultId, variant?: string): void {
      chosen = id && keyOf(id, variant)
    },
    say(answer: WireAnswer | ((request: WireRequest) => WireAnswer) = HELLO): void {
      saying = typeof answer === 'function' ? answer : () => answer
    },
    refuse(error?: FaultExchange['refusing']): void {
      refusing = error
    },
    at(id: FaultId, variant?: string): string {
      const key = keyOf(id, variant)
      const fault: Fault | AddressFault = FAULTS[id]
      if ('plays' in fault) return `${server.origin}/${key}${wire.path}`
      return `${fault.address[key.slice(4)]?.(addresses)}${wire.path}`
    },
    close: closeAll,
    [Symbol.asyncDispose]: closeAll,
  })
}

function scriptOf(key: string, wire: WireKit): Play {
  const [id, variant = ''] = key.split('.')
  const fault: Fault | AddressFault | undefined = FAULTS[id as FaultId]
  return (fault && 'plays' in fault ? fault.plays(wire)[variant] : undefined) ?? answerWell
}
