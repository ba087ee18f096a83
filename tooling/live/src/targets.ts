import type { ProvidedContext } from 'vitest'
import type { Absent, LiveServer } from './servers/live-server.ts'
import { openLlamaServer } from './servers/llama-server.ts'
import { openOllama } from './servers/ollama.ts'
import type { Provided } from './suite/provided.ts'

/** A kind of server, and the file of tests for the providers that speak to it. */
export interface Target {
  readonly title: string
  /** `test/live/FILE.live.ts` */
  readonly file: string
  open(): Promise<LiveServer | Absent>
  provide(server: LiveServer): Partial<ProvidedContext>
}

const provided = ({ origin, model }: LiveServer): Provided => ({ origin, model })

export const TARGETS: readonly Target[] = [
  {
    title: 'Ollama',
    file: 'ollama',
    open: openOllama,
    provide: (server) => ({ ollama: provided(server) }),
  },
  {
    title: 'llama-server',
    file: 'llama-server',
    open: openLlamaServer,
    provide: (server) => ({ llamaServer: provided(server) }),
  },
]
