import { AiuError, type ProviderManifest } from '@aiu/core'

const refused = (): AiuError =>
  new AiuError('configuration', 'The call was not sent: AI_USE_AI is false.', {
    hint: 'Set AI_USE_AI to true, or leave it out.',
  })

/** What answers while AI_USE_AI is false: nobody. Nothing is looked for, loaded or sent. */
export const SWITCHED_OFF: ProviderManifest = {
  id: 'off',
  title: 'Switched off',
  package: '@aiu/env',
  kind: 'process',
  env: {},
  defaults: {},
  help: 'Set AI_USE_AI to true, or leave it out.',
  create: () => ({
    name: 'off',
    chat: () => Promise.reject(refused()),
    stream: () => {
      throw refused()
    },
  }),
}
