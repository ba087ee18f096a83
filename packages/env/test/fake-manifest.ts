import type { Detected, ProviderManifest, ProviderSettings } from '@aiu/core'

/** A manifest whose provider answers with the settings it was made of, in JSON. */
export const fakeManifest = (
  id: string,
  given: Partial<ProviderManifest> & { readonly found?: Detected | undefined } = {},
): ProviderManifest => {
  const { found, ...rest } = given
  const name = id.toUpperCase().replaceAll('-', '_')
  return {
    id,
    title: id,
    package: `${id}-package`,
    kind: 'hosted',
    env: { apiKey: [`${name}_API_KEY`], baseURL: [`${name}_BASE_URL`], model: [`${name}_MODEL`] },
    defaults: { baseURL: `https://${id}.test/v1`, model: `${id}-default` },
    help: `Get a key at ${id}.test.`,
    create: ({ onProgress: _, signal: __, ...settings }: ProviderSettings) => ({
      name: id,
      baseURL: settings.baseURL,
      defaultModel: settings.model ?? rest.defaults?.model ?? (rest.defaults ? undefined : `${id}-default`),
      chat: async () => ({ parts: [{ type: 'text', text: JSON.stringify(settings) }], finishReason: 'stop' }),
      async *stream() {
        yield { type: 'start' }
        yield { type: 'text', text: JSON.stringify(settings) }
        yield { type: 'finish', finishReason: 'stop' }
      },
    }),
    ...('found' in given ? { detect: async () => found } : undefined),
    ...rest,
  }
}
