import type { ChatEvent, ToolCallPart } from '@aiu/core'
import type { LlamaChatResponseFunctionCall, LlamaChatResponseFunctionCallParamsChunk } from 'node-llama-cpp'

/** The calls of one answer: their arguments as they are written, the whole of them at the end. */
export function toolCalls(tell: (event: ChatEvent) => void) {
  const calls: { id: string; name: string; text: string }[] = []

  const call = (index: number, name: string) => {
    const known = calls[index]
    if (known) return known
    const made = { id: `call_${crypto.randomUUID()}`, name, text: '' }
    calls[index] = made
    return made
  }
  const add = (index: number, name: string, delta: string): void => {
    const { id } = call(index, name)
    tell({ type: 'tool-call-delta', index, id, name, delta })
  }
  return {
    /** Blank lines at the end are the grammar's end mark, so blanks are told only when more follows. */
    chunk({ callIndex, functionName, paramsChunk }: LlamaChatResponseFunctionCallParamsChunk): void {
      const known = call(callIndex, functionName)
      const told = known.text.trimEnd().length
      known.text += paramsChunk
      const delta = known.text.trimEnd().slice(told)
      if (delta) add(callIndex, functionName, delta)
    },
    end(whole: readonly LlamaChatResponseFunctionCall<never>[] = []): void {
      whole.forEach(({ functionName, params }, index) => {
        const { id, text } = call(index, functionName)
        if (!text) add(index, functionName, JSON.stringify(params ?? {}))
        const part: ToolCallPart = {
          type: 'tool-call',
          id,
          name: functionName,
          arguments: text.trimEnd() || JSON.stringify(params ?? {}),
        }
        tell({ type: 'tool-call', call: part })
      })
    },
  }
}
