import { deliver } from './deliver.ts'
import type { Server } from './server.ts'

/** One request to the server: `POST` of the body as JSON, `GET` without one. Answers and fails as `deliver` does. */
export const send = (server: Server, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> =>
  deliver(server, server.baseURL + path, {
    method: body ? 'POST' : 'GET',
    headers: server.headers,
    body: body && JSON.stringify(body),
    signal,
  } as RequestInit)
