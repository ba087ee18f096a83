import type { AssistantPart } from '@aiu/core'

/** Puts the pieces of a stream together, as far as they came. */
export function collected(): { readonly all: readonly AssistantPart[]; add(event: object): void } {
  const all: AssistantPart[] = []
  let open: { type: 'text' | 'reasoning' | 'refusal'; text: string } | undefined
  return {
    all,
    add(event) {
      const { type, text, call } = event as { type: string; text?: string; call?: AssistantPart }
      if (text !== undefined) {
        if (open?.type === type) open.text += text
        else {
          open = { type: type as 'text', text }
          all.push(open)
        }
      } else if (call) all.push(call)
    },
  }
}
