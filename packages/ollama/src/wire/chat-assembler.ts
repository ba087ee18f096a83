import type { ChatEvent, FinishReason, ReplyHeaders, ToolCallPart, Usage } from '@aiu/core'
import { usageOf } from './usage.ts'
import type { WireChat, WireToolCall } from './wire-types.ts'

/** `load` and `unload`, of a request without messages, are `other`. */
const FINISH: Readonly<Record<string, FinishReason>> = { stop: 'stop', length: 'length' }
const MOST_CALLS = 128

/** Builds an answer out of the objects of a reply. */
export interface ChatAssembler {
  add(wire: WireChat): void
  /** The answer is complete: tells its tool calls and its end. */
  end(): void
}

/** Tells text at once, tool calls as a piece at once and whole when the answer is. `start` comes with the first content. */
export function chatAssembler(push: (event: ChatEvent) => void, headers?: ReplyHeaders): ChatAssembler {
  const calls: ToolCallPart[] = []
  let model: string | undefined
  let started = false
  let finish: string | undefined
  let usage: Usage | undefined

  const tell = (event: ChatEvent): void => {
    if (!started) push({ type: 'start', model, headers })
    started = true
    push(event)
  }
  const say = (type: 'text' | 'reasoning', text: unknown): void => {
    if (typeof text === 'string' && text) tell({ type, text })
  }
  /** A call comes whole, its arguments as an object. Ollama before v0.12 gives it no id. */
  const call = (told: WireToolCall | null): void => {
    const index = calls.length
    if (index >= MOST_CALLS) return
    const { name, arguments: given } = told?.function ?? {}
    const args = typeof given === 'string' ? given : JSON.stringify(given ?? {})
    const one = { id: `${told?.id || `call_${index}`}`, name: `${name ?? ''}`, arguments: args || '{}' }
    calls.push({ type: 'tool-call', ...one })
    tell({ type: 'tool-call-delta', index, id: one.id, name: one.name, delta: one.arguments })
  }

  return {
    add(wire) {
      const { message, done, done_reason } = wire
      model ??= wire.model
      say('reasoning', message?.thinking)
      say('text', message?.content)
      if (Array.isArray(message?.tool_calls)) message.tool_calls.forEach(call)
      finish ??= done_reason || undefined
      const told = usageOf(wire)
      usage = told ?? usage
      if (told && !done && !done_reason) tell({ type: 'usage', usage: told })
    },
    end() {
      for (const one of calls) tell({ type: 'tool-call', call: one })
      const known = FINISH[finish ?? ''] ?? 'other'
      tell({
        type: 'finish',
        // It ends calls as it ends texts.
        finishReason: calls[0] && (finish === 'stop' || !finish) ? 'tool-calls' : known,
        rawFinishReason: finish,
        usage,
      })
    },
  }
}
