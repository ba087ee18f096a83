import type { ProvidedContext } from 'vitest'
import { hosted } from './servers/hosted.ts'
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

const provided = ({ origin, model, ours }: LiveServer): Provided => ({ origin, model, ours })

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
  {
    title: 'OpenAI',
    file: 'openai',
    open: () => hosted('OPENAI_API_KEY', 'OPENAI_MODEL'),
    provide: () => ({}),
  },
  {
    title: 'Groq',
    file: 'groq',
    open: () => hosted('GROQ_API_KEY', 'GROQ_MODEL'),
    provide: () => ({}),
  },
]
