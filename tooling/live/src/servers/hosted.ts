import type { Absent, LiveServer } from './live-server.ts'

/** A vendor's own servers, where there is a key for them. Asking them costs money. */
export async function hosted(key: string, model: string): Promise<LiveServer | Absent> {
  if (!process.env[key]) return { absent: `${key} is not set` }
  const named = process.env[model]
  return {
    origin: '',
    model: named ?? 'the default model',
    version: 'hosted',
    ours: false,
    how: `${key} is set`,
    close: async () => {},
  }
}
