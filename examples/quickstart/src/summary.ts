import type { ChatResponse } from '@aiu/core'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One line on an answer: who, tokens, time. What nobody told is left out. */
export const summary = ({ provider, model, usage, timing, finishReason }: ChatResponse): string => {
  const { inputTokens, outputTokens, source } = usage ?? {}
  const tokens = [
    inputTokens === undefined ? '' : `${inputTokens} in`,
    outputTokens === undefined ? '' : `${outputTokens} out`,
  ].filter(Boolean)
  return [
    `${provider}, ${model}`,
    tokens.length ? `tokens: ${tokens.join(', ')}${source === 'estimated' ? ' (estimated)' : ''}` : '',
    `${seconds(timing.totalMs)}${timing.firstTokenMs === undefined ? '' : `, the first word after ${seconds(timing.firstTokenMs)}`}`,
    finishReason === 'stop' ? '' : `ended by: ${finishReason}`,
  ]
    .filter(Boolean)
    .join(' | ')
}
