import type { ToolCallPart } from './messages.ts'
import type { Usage } from './usage.ts'

/** What had come before a stream failed. Half tool calls are not in it. */
export interface PartialAnswer {
  readonly text: string
  readonly toolCalls: readonly ToolCallPart[]
  readonly usage?: Usage | undefined
}
