import { doneOf, line, piece, talk } from './ollama-lines.ts'
import { HELLO, OSLO } from './wire-kit.ts'

type Streams = Readonly<Record<string, readonly string[]>>

const ROME = { id: 'call_b', name: 'weather', arguments: '{"city":"Rome"}' } as const

/** What servers of this wire are known to do beside what the documents say. */
export function ollamaDialects(): Readonly<Record<string, Streams>> {
  const done = doneOf(HELLO) ?? {}
  const { done: _, ...ended } = done
  const hello = piece({ text: ['Hel'] }) + piece({ text: ['lo.'] })
  const last = line(talk({ text: [] }, done))
  /** A line with this in place of a call. */
  const calls = (...told: readonly object[]): string =>
    line({ ...talk({}, { done: false }), ...message(told) })
  const oslo = { name: 'weather', arguments: { city: 'Oslo' } }
  return {
    F34: {
      'done-reason-alone': [hello, line(talk({ text: [] }, ended))],
      'no-message': [hello, line({ model: 'example-1', ...done })],
      'text-in-the-last': [piece({ text: ['Hel'] }), line(talk({ text: ['lo.'] }, done))],
      'usage-every-line': [
        line(talk({ text: ['Hel'] }, { done: false, prompt_eval_count: 3, eval_count: 1 })),
        line(talk({ text: ['lo.'] }, { done: false, prompt_eval_count: 3, eval_count: 2 })),
        last,
      ],
      'empty-lines': [`\n${hello}\n\n`, `${last}\n`],
      'no-line-end': [hello, last.trimEnd()],
    },
    F37: {
      'no-id': [calls({ function: oslo }), last],
      'one-line': [line(talk({ toolCalls: [OSLO] }, done))],
      interleaved: [
        piece({ toolCalls: [OSLO] }),
        piece({ text: [''] }),
        piece({ toolCalls: [ROME] }, 1),
        last,
      ],
      'huge-index': [calls({ id: 'call_a', function: { index: 2_147_483_648, ...oslo } }), last],
      'arguments-text': [calls({ id: 'call_a', function: { ...oslo, arguments: OSLO.arguments } }), last],
      // More calls than any answer has: the client bounds them.
      many: [
        ...Array.from({ length: 20 }, (_, block) =>
          calls(
            ...Array.from({ length: 500 }, (_, place) => ({
              id: `call_${block * 500 + place}`,
              function: { index: block * 500 + place, name: 'weather', arguments: {} },
            })),
          ),
        ),
        last,
      ],
    },
    F66: {
      arguments: [
        '{"__proto__":{"polluted":true},"message":{"__proto__":{"polluted":true},"role":"assistant","content":"","tool_calls":[{"id":"__proto__","function":{"index":"__proto__","name":"f","arguments":{"__proto__":{"polluted":true}}}}]},"done":false}\n',
        last,
      ],
    },
  }
}

const message = (calls: readonly object[]) => ({
  message: { role: 'assistant', content: '', tool_calls: calls },
})
