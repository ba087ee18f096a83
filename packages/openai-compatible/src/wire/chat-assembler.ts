import type { ChatEvent, Cost, FinishReason, ReplyHeaders, Usage } from '@aiu/core'
import { toText } from '@aiu/core/http'
import { costOf, tierOf, usageOf } from './usage.ts'
import type { WireChat, WireContent, WireMessage, WireToolCall } from './wire-types.ts'

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
}
const MOST_CALLS = 128

interface Call {
  id: string
  name: string
  arguments: string
}

/** Builds an answer out of messages or deltas. */
export interface ChatAssembler {
  add(wire: WireChat): void
  /** Has a finish reason come? */
  complete(): boolean
  /** The answer is complete: tells its tool calls and its end. */
  end(): void
}

/**
 * Tells text at once, tool calls when the answer is whole. `start` comes with the first content. Usage seen last wins; it is told
 * early where a server tells it early, so that an answer cut short has it too.
 */
export function chatAssembler(push: (event: ChatEvent) => void, headers?: ReplyHeaders): ChatAssembler {
  const calls: Call[] = []
  /** What the deltas of each call name it by. */
  const keys: unknown[] = []
  let first: WireChat | undefined
  let started: unknown
  let sources = 0
  let finish: string | undefined
  let usage: Usage | undefined
  let cost: Cost | undefined
  let tier: unknown

  const tell = (event: ChatEvent): void => {
    if (!started) {
      started = 1
      push({ type: 'start', id: first?.id, model: first?.model, headers })
    }
    push(event)
  }

  const say = (type: 'text' | 'reasoning' | 'refusal', content: WireContent): void => {
    if (content && typeof content === 'string') tell({ type, text: content })
    else if (Array.isArray(content)) {
      content.forEach((part) => {
        say('reasoning', part?.thinking)
        say(type, part?.text)
      })
    }
  }

  /** A delta belongs to the call of its index, unless its id and name are others; else of its id; else to the last one, unless it names a new one. */
  const extend = ({ index, id, function: told }: WireToolCall): void => {
    const key = index ?? id
    let call = key != null ? calls[keys.lastIndexOf(key)] : told?.name ? undefined : calls.at(-1)
    if (!call || (id && told?.name && call.id !== `${id}`)) {
      if (calls.length >= MOST_CALLS) return
      call = { id: `${id || `call_${calls.length}`}`, name: '', arguments: '' }
      calls.push(call)
      keys.push(key)
    }
    call.name ||= told?.name ?? ''
    const delta = toText(told?.arguments ?? '')
    call.arguments += delta
    tell({ type: 'tool-call-delta', index: calls.indexOf(call), id: call.id, name: call.name, delta })
  }

  return {
    complete: () => !!finish,
    add(wire) {
      // Azure's first piece names no model.
      first = first?.model ? first : wire
      const one = wire.choices?.[0]
      const choice = one?.index ? undefined : one
      const told = wire.usage ?? wire.x_groq?.usage ?? choice?.usage
      tier = wire.service_tier ?? tier
      if (told) {
        usage = usageOf(told, usage)
        cost = costOf(told) ?? cost
      }
      usage &&= { ...usage, serviceTier: tierOf(tier) }
      // Told anew with each piece, the whole list.
      wire.citations?.slice(sources).forEach((url) => {
        sources++
        tell({ type: 'source', url })
      })
      const delta: WireMessage = choice?.delta ?? choice?.message ?? {}
      say('reasoning', delta.reasoning_content ?? delta.reasoning)
      say('text', delta.content)
      say('refusal', delta.refusal)
      if (delta.function_call) extend({ index: 0, function: delta.function_call })
      delta.tool_calls?.forEach(extend)
      finish ||= choice?.finish_reason || undefined
      if (told && usage && !finish) tell({ type: 'usage', usage })
    },
    end() {
      for (const call of calls)
        tell({ type: 'tool-call', call: { type: 'tool-call', ...call, arguments: call.arguments || '{}' } })
      tell({
        type: 'finish',
        finishReason: calls[0] && finish === 'stop' ? 'tool-calls' : (FINISH[finish as string] ?? 'other'),
        rawFinishReason: finish,
        usage,
        cost,
      })
    },
  }
}
