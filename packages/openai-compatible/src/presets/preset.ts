import type { ProviderManifest } from '@aiu/core'
import type { Quirks } from '../wire/obey-quirks.ts'

/** What is known of one vendor or server that speaks the chat-completions wire. A plain row: no code, no key. */
export interface Preset
  extends Pick<ProviderManifest, 'id' | 'title' | 'package' | 'kind' | 'env' | 'defaults' | 'help'> {
  /** Where the API begins on the server, "/openai/v1": what a bare server address is completed with. */
  readonly apiPath: string
  /** Where a key is made. */
  readonly keyURL?: string | undefined
  /** It answers with the model it has loaded, whatever the request names: none need be given. */
  readonly anyModel?: boolean | undefined
  /** What the server is known not to take. The caller's own `adapt` takes their place. */
  readonly quirks?: Quirks | undefined
  /** What it does not do, or does otherwise, in words for people. */
  readonly limits: readonly string[]
}
