import { BASE, chunk, DONE, event, usageOf } from './chat-events.ts'

const tool = (...calls: readonly object[]): string => chunk({ tool_calls: calls })

/** What servers of this wire are known to do beside what the documents say. */
export function dialects(): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  const usage = usageOf({ usage: { inputTokens: 3, outputTokens: 2 } })
  const hello = chunk('Hel') + chunk('lo.')
  const end = chunk({}, 'stop', usage)
  const toolsEnd = chunk({}, 'tool_calls') + DONE
  const oslo = { id: 'call_a', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
  const begun = { name: 'weather', arguments: '{"city":' }
  return {
    F34: {
      'duplicate-finish': [hello, end, end, DONE],
      'late-content': [hello, end, DONE, chunk(' And more.'), chunk({}, 'length')],
      'usage-after-finish': [hello, chunk({}, 'stop'), event({ ...BASE, choices: [], ...usage }), DONE],
      'usage-every-chunk': [
        chunk('Hel', null, usageOf({ usage: { inputTokens: 3, outputTokens: 1 } })),
        chunk('lo.', null, usage),
        end,
        DONE,
      ],
    },
    F37: {
      'no-id': [
        tool({ index: 0, function: begun }),
        tool({ index: 0, function: { arguments: '"Oslo"}' } }),
        toolsEnd,
      ],
      'no-index': [
        tool({ id: 'call_a', function: begun }),
        tool({ function: { arguments: '"Oslo"}' } }),
        toolsEnd,
      ],
      interleaved: [
        tool({ index: 0, id: 'call_a', function: begun }),
        tool({ index: 1, id: 'call_b', function: begun }),
        tool({ index: 0, function: { arguments: '"Oslo"}' } }),
        tool({ index: 1, function: { arguments: '"Rome"}' } }),
        toolsEnd,
      ],
      'huge-index': [tool({ index: 2_147_483_648, ...oslo }), toolsEnd],
      'arguments-object': [
        tool({ index: 0, id: 'call_a', function: { name: 'weather', arguments: { city: 'Oslo' } } }),
        toolsEnd,
      ],
      // More calls than any answer has: the client bounds them.
      many: [
        ...Array.from({ length: 20 }, (_, block) =>
          tool(
            ...Array.from({ length: 500 }, (_, place) => ({
              index: block * 500 + place,
              id: `call_${block * 500 + place}`,
              function: { name: 'weather', arguments: '{}' },
            })),
          ),
        ),
        toolsEnd,
      ],
    },
    F66: {
      arguments: [
        'data: {"__proto__":{"polluted":true},"choices":[{"index":0,"delta":{"__proto__":{"polluted":true},"tool_calls":[{"index":"__proto__","id":"__proto__","function":{"name":"f","arguments":{"__proto__":{"polluted":true}}}}]},"finish_reason":null}]}\n\n',
        toolsEnd,
      ],
    },
  }
}
