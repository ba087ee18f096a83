import { DONE } from './chat-events.ts'
import { beginning, callEvents, ending, streamedResponse, type Tell, teller } from './responses-events.ts'
import { callItem, itemIdOf, responseOf, usageOf } from './responses-items.ts'
import { HELLO, OSLO, type WireAnswer, type WireToolCall } from './wire-kit.ts'

type Streams = Readonly<Record<string, readonly string[]>>

const CALLED: WireAnswer = { text: [], toolCalls: [OSLO], finishReason: 'tool-calls', usage: HELLO.usage }
const ROME: WireToolCall = { id: 'call_b', name: 'weather', arguments: '{"city":"Rome"}' }

/** The same stream with each event changed, or left out. */
const changed = (
  pieces: readonly string[],
  change: (event: string, type: string) => string,
): readonly string[] =>
  pieces.map((piece) =>
    piece
      .split(/(?<=\n\n)/)
      .map((event) => change(event, /^event: (.*)/.exec(event)?.[1] ?? ''))
      .join(''),
  )

const without = (pieces: readonly string[], types: RegExp): readonly string[] =>
  changed(pieces, (event, type) => (types.test(type) ? '' : event))

function ofAnswers(): Streams {
  const hello = streamedResponse(HELLO)
  const created = beginning(teller())
  const early = responseOf({ usage: usageOf({ usage: { inputTokens: 3, outputTokens: 1 } }) })
  return {
    // A mark that the API does not have, and servers beside it send.
    'done-mark': [...hello, DONE],
    'created-again': [hello[0] ?? '', created + hello[1], created + hello[2]],
    'usage-early': [
      ...hello.slice(0, -1),
      teller()('response.in_progress', { response: early }),
      hello[2] ?? '',
    ],
    'unnamed-events': changed(hello, (event) => event.replace(/^event: .*\n/, '')),
    'deltas-alone': without(hello, /output_item|content_part|\.done$|created|in_progress/),
    'no-deltas': without(hello, /\.delta$/),
    'end-alone': [ending(teller(), HELLO)],
  }
}

function ofCalls(): Streams {
  const called = streamedResponse(CALLED)
  const both = { ...CALLED, toolCalls: [OSLO, ROME] }
  /** One call whose events are changed, and an end that does not tell of it. */
  const call = (change: (text: string) => string): readonly string[] => {
    const tell = teller()
    return [beginning(tell) + change(callEvents(tell, OSLO, 0)), ending(tell, CALLED, [])]
  }
  return {
    'arguments-in-done': without(called, /arguments\.delta$/),
    'arguments-in-item': without(called, /arguments\.(delta|done)$/),
    'end-alone': [ending(teller(), CALLED)],
    interleaved: interleaved(both),
    // No id of the call, and none of the item.
    'no-id': call((text) => text.replaceAll(/"(id|call_id|item_id)":"[^"]*",?/g, '')),
    'no-index': call((text) => text.replaceAll(/"output_index":0,?/g, '')),
    'huge-index': call((text) => text.replaceAll('"output_index":0', '"output_index":2147483648')),
    'arguments-object': call((text) =>
      text
        .split(/(?<=\n\n)/)
        .filter((event) => !event.includes('arguments.delta'))
        .join('')
        .replaceAll(JSON.stringify(OSLO.arguments), OSLO.arguments),
    ),
    // More calls than any answer has: the client bounds them.
    many: many(),
  }
}

function interleaved(both: WireAnswer): readonly string[] {
  const tell = teller()
  const calls = both.toolCalls ?? []
  const each = (say: (call: WireToolCall, output_index: number) => string): string => calls.map(say).join('')
  const delta = (part: (text: string) => string) =>
    each((call, output_index) =>
      tell('response.function_call_arguments.delta', {
        item_id: itemIdOf(call),
        output_index,
        delta: part(call.arguments),
      }),
    )
  return [
    beginning(tell),
    each((call, output_index) => added(tell, { ...call, arguments: '' }, output_index)),
    delta((text) => text.slice(0, 9)),
    delta((text) => text.slice(9)),
    each((call, output_index) =>
      tell('response.output_item.done', { output_index, item: callItem(call, 'completed') }),
    ),
    ending(tell, both),
  ]
}

const added = (tell: Tell, call: WireToolCall, output_index: number): string =>
  tell('response.output_item.added', { output_index, item: callItem(call, 'in_progress') })

function many(): readonly string[] {
  const tell = teller()
  const block = (_: unknown, at: number): string =>
    Array.from({ length: 500 }, (_, place) => {
      const index = at * 500 + place
      const call = { id: `call_${index}`, name: 'weather', arguments: '{}' }
      return (
        added(tell, { ...call, arguments: '' }, index) +
        tell('response.output_item.done', { output_index: index, item: callItem(call, 'completed') })
      )
    }).join('')
  return [beginning(tell), ...Array.from({ length: 20 }, block), ending(tell, CALLED, [])]
}

/** What servers of the Responses API are known to do beside what its reference says. */
export function responsesDialects(): Readonly<Record<string, Streams>> {
  const tell = teller()
  const poison = '{"__proto__":{"polluted":true}}'
  const item = JSON.stringify(callItem({ id: '__proto__', name: 'f', arguments: poison }, 'completed'))
  const proto = `{"__proto__":{"polluted":true},"type":"response.output_item.done","output_index":"__proto__","item":${item.replace('{', '{"__proto__":{"polluted":true},')}}`
  return {
    F34: ofAnswers(),
    F37: ofCalls(),
    F66: {
      arguments: [
        beginning(tell),
        `event: response.output_item.done\ndata: ${proto}\n\n`,
        ending(tell, CALLED, []),
      ],
    },
  }
}
