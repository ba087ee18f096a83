import { AiuError } from '@aiu/core'
import {
  type OpenAICompatibleOptions,
  type OpenAICompatibleProvider,
  openaiCompatible,
} from '../openai-compatible.ts'
import { obeyQuirks } from '../wire/obey-quirks.ts'
import { address } from './address.ts'
import type { Preset } from './preset.ts'
import { withNearModels } from './with-near-models.ts'

/** The options of every preset: those of `openaiCompatible`, with the preset's address, name and model for what is left out. */
export interface PresetOptions extends Omit<OpenAICompatibleOptions, 'baseURL'> {
  /** Default: the vendor's or the server's usual address. With or without the API's path. */
  readonly baseURL?: string | undefined
}

/**
 * A provider out of a preset.
 * @throws AiuError `configuration`: no address, or the vendor's own address without a key.
 */
export function fromPreset(preset: Preset, options: PresetOptions = {}): OpenAICompatibleProvider {
  const { id, title, kind, defaults, help, quirks, anyModel } = preset
  const baseURL = address(preset, options.baseURL)
  if (!baseURL)
    throw new AiuError('configuration', `${title}: no base URL was given.`, { hint: help, provider: id })
  if (kind === 'hosted' && !options.apiKey && baseURL === defaults.baseURL) {
    throw new AiuError('configuration', `${title}: no API key was given.`, { hint: help, provider: id })
  }
  const obey = quirks && obeyQuirks(quirks)
  const { adapt = obey } = options
  return withNearModels(
    openaiCompatible({
      ...options,
      baseURL,
      name: options.name ?? id,
      model: options.model ?? defaults.model ?? (anyModel ? 'default' : undefined),
      adapt,
    }),
  )
}
