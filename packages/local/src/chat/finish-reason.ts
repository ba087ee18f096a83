import type { FinishReason } from '@aiu/core'

const REASONS: Readonly<Record<string, FinishReason>> = {
  eogToken: 'stop',
  stopGenerationTrigger: 'stop',
  customStopTrigger: 'stop',
  maxTokens: 'length',
  functionCalls: 'tool-calls',
}

/** The engine's word for why it stopped, as ours. */
export const finishReason = (raw: string): FinishReason => REASONS[raw] ?? 'other'
