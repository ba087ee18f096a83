import type { ChatEvent } from '@aiu/core'
import type { WireItem } from './wire-types.ts'

const MOST_CALLS = 128

interface Call {
  readonly id: string
  name: string
  arguments: string
  /** Not known until its item has ended. */
  whole?: boolean
}

/** The tool calls of an answer, put together out of their pieces. */
export interface CallBook {
  /** Whether there is a call that can be made. */
  any(complete: boolean): boolean
  /** The item has begun. */
  open(item: WireItem, place?: number): void
  /** More arguments of the item that has begun at this place. */
  extend(item: string | undefined, place: number | undefined, delta: unknown): void
  /** The item as it is at its end: what stands in it wins over what came in pieces. */
  settle(item: WireItem, place?: number): void
  /** Tells the calls that came whole. Of an answer that is not complete, only those whose item had ended. */
  end(complete: boolean): void
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : Object(value) === value ? JSON.stringify(value) : ''

/** JSON text of what is to be handed to the tool: a custom tool's free text as a JSON string. */
const argumentsOf = ({ type, arguments: given, input }: WireItem): string =>
  type === 'custom_tool_call' ? JSON.stringify(input ?? '') : text(given)

export function callBook(tell: (event: ChatEvent) => void): CallBook {
  const calls: Call[] = []
  const known = new Map<unknown, Call>()

  /** By its id, its item's id, or its place among the items: servers differ in which they tell where. */
  const find = ({ call_id, id, name }: WireItem, place?: number): Call | undefined => {
    const keys = [call_id, id, place].filter((key) => key != null)
    let call = keys.map((key) => known.get(key)).find(Boolean)
    if (!call) {
      if (calls.length >= MOST_CALLS) return
      call = { id: call_id || id || `call_${calls.length}`, name: '', arguments: '' }
      calls.push(call)
    }
    call.name ||= text(name)
    for (const key of keys) known.set(key, call)
    return call
  }
  const grow = (call: Call, delta: string): void => {
    if (!delta) return
    call.arguments += delta
    tell({ type: 'tool-call-delta', index: calls.indexOf(call), id: call.id, name: call.name, delta })
  }
  const ready = (complete: boolean): Call[] => calls.filter(({ whole }) => whole ?? complete)

  return {
    any: (complete) => ready(complete).length > 0,
    open: (item, place) => void find(item, place),
    extend(item, place, delta) {
      const call = known.get(item) ?? known.get(place)
      if (call) grow(call, text(delta))
    },
    settle(item, place) {
      const call = find(item, place)
      if (!call) return
      const all = argumentsOf(item)
      if (all.startsWith(call.arguments)) grow(call, all.slice(call.arguments.length))
      if (all) call.arguments = all
      call.whole = item.status !== 'incomplete'
    },
    end(complete) {
      for (const { id, name, arguments: given } of ready(complete))
        tell({ type: 'tool-call', call: { type: 'tool-call', id, name, arguments: given || '{}' } })
    },
  }
}
