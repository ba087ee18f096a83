import { AiuError, isAiuError } from '@aiu/core'

const WAYS_OUT = (where: string): string =>
  [
    `Put a .gguf file into ${where}, or set AIU_LOCAL_MODEL to its path;`,
    'or set AIU_LOCAL_MODEL_URL to an address that can be reached;',
    "or have Python's pip installed, with an index it can reach; or use another provider.",
  ].join(' ')

/** There is none, and none may be fetched. */
export function noModel(where: string, files: readonly string[]): AiuError {
  const what =
    files.length > 1
      ? `There are several models in ${where}, and none is named: ${files.slice(0, 10).join(', ')}.`
      : `There is no model in ${where}, and download is false.`
  return new AiuError('configuration', what, {
    provider: 'local',
    hint: files.length > 1 ? 'Name one with the option model or AIU_LOCAL_MODEL.' : WAYS_OUT(where),
  })
}

/** Neither the hub nor the wheel could be had. */
export function noWay(where: string, first: unknown, second: unknown): AiuError {
  const words = (cause: unknown): string => (cause as Error).message
  return new AiuError('connection', `No model could be had. ${words(first)} ${words(second)}`, {
    cause: new AggregateError([first, second]),
    provider: 'local',
    hint: WAYS_OUT(where),
  })
}

/** A failure of the disk as one of ours; any other stays what it is. */
export function diskError(where: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException
  if (isAiuError(cause) || syscall === undefined) return cause
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new AiuError(
    'configuration',
    full ? `The disk of ${where} is full.` : `The model cannot be stored in ${where}: ${code}.`,
    {
      cause,
      provider: 'local',
      hint: full
        ? 'Make room, or give a modelsDir on another disk.'
        : 'Give a modelsDir that can be written to.',
    },
  )
}
