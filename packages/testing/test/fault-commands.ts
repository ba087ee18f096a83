import { type FaultId, type FaultServer, faultServer } from '../src/node/index.ts'

/** What the fault server has seen. */
export interface FaultState {
  /** Requests whose exchange is not over. */
  readonly open: number
  readonly paths: readonly string[]
  /** Requests that reached the host redirects lead to. */
  readonly elsewhere: number
  /** Bytes sent in answer to the last request. */
  readonly sent: number
}

let started: Promise<FaultServer> | undefined
const server = (): Promise<FaultServer> => {
  started ??= faultServer({ cors: true, unref: true })
  return started
}

/** For tests in a page, which cannot listen: one fault server for the run, as commands of vitest's browser mode. */
export const faultCommands = {
  async faultBaseURL(): Promise<string> {
    return (await server()).baseURL
  },
  async faultAt(_context: unknown, id: FaultId, variant?: string): Promise<string> {
    return (await server()).at(id, variant)
  },
  /** Resolves when no exchange is open; rejects after a second. */
  async faultQuiet(): Promise<void> {
    await (await server()).quiet()
  },
  async faultState(): Promise<FaultState> {
    const { openRequests, requests, elsewhere } = await server()
    return {
      open: openRequests,
      paths: requests.map(({ path }) => path),
      elsewhere: elsewhere.requests.length,
      sent: requests.at(-1)?.sentBytes ?? 0,
    }
  },
}
