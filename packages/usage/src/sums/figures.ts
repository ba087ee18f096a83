import type { UsageFigure } from '@aiu/core'

/** All of them: the contract of usage stores finds one that is missing here. */
export const FIGURES = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'inputAudioTokens',
  'outputAudioTokens',
  'audioSeconds',
  'characters',
  'images',
] as const satisfies readonly UsageFigure[]
