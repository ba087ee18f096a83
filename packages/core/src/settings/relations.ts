import type { ResolvedSettings } from './resolve-settings.ts'
import type { SettingName } from './settings-table.ts'
import type { Wrong } from './wrong-value.ts'

const nameOf = ({ origins }: ResolvedSettings, setting: SettingName): string =>
  origins[setting].name ?? setting

const minutesPerDay = 1440

/** What must hold between settings that are each in their own range. */
export const RELATIONS: readonly ((resolved: ResolvedSettings) => Wrong | undefined)[] = [
  (resolved) => {
    const { knowledgeChunkOverlap: overlap, knowledgeChunkSize: size } = resolved.settings
    const name = nameOf(resolved, 'knowledgeChunkOverlap')
    return overlap < size
      ? undefined
      : {
          name,
          message: `${name} is ${overlap}; it must be below ${nameOf(resolved, 'knowledgeChunkSize')}, which is ${size}.`,
        }
  },
  (resolved) => {
    const { modelRpm, modelTpm } = resolved.settings
    const name = nameOf(resolved, 'modelTpm')
    return modelRpm === undefined || modelTpm === undefined || modelTpm >= 10 * modelRpm
      ? undefined
      : {
          name,
          message: `${name} is ${modelTpm}; it must be at least 10 times ${nameOf(resolved, 'modelRpm')}, which is ${modelRpm}.`,
        }
  },
  (resolved) => {
    const { modelTpd, modelTpm } = resolved.settings
    const name = nameOf(resolved, 'modelTpd')
    return modelTpd === undefined || modelTpm === undefined || modelTpd <= minutesPerDay * modelTpm
      ? undefined
      : {
          name,
          message: `${name} is ${modelTpd}; it must be at most 1440 times ${nameOf(resolved, 'modelTpm')}, which is ${modelTpm}.`,
        }
  },
]
