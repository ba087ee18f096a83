// What other clients did when we played faults to them. Kept by hand: nobody here can run them all again at each build.
//
// Where it is from: two series of measurements of our own on loopback, on 2026-11-23.
//   Libraries: an app reads the text stream and then awaits the result, the defaults unchanged, the wire OpenAI's chat completions.
//   SDKs: one call whole, one as a stream, retries and time limits as they come unless a cell says otherwise.
// Change a cell only with a new measurement, and put its version and date below.

/** Who was measured, in the order of the table. */
export const PEERS = [
  'AI SDK',
  'TanStack AI',
  'xsAI',
  'LangChain.js',
  'openai',
  'groq-sdk',
  'ollama',
] as const
export type Peer = (typeof PEERS)[number]

export const MEASURED_ON = '2026-11-23'

/** What was run, by whom it is about. */
export const VERSIONS: Readonly<Record<Peer, string>> = {
  'AI SDK':
    '`ai` 7.0.173 with `@ai-sdk/openai-compatible` 3.0.92 on Node 22.23; cells with a † with its version 2.0.91 on Node 24.21',
  'TanStack AI': '`@tanstack/ai` 0.58.0 with `openaiCompatibleText`, on Node 22.23',
  xsAI: '0.4.4, on Node 22.23',
  'LangChain.js': '`@langchain/core` 1.4.0 with its OpenAI package, on Node 22.23',
  openai: '7.57.0, on Node 24.21',
  'groq-sdk': '1.6.0, on Node 20.20',
  ollama: '0.6.4, on Node 20.20',
}

/** By fault, what each of them did. Who is not in a row was not measured with it. */
export const FOUND: Readonly<Record<string, Readonly<Partial<Record<Peer, string>>>>> = {
  // Asked to wait 1 s, not 2.
  F06: {
    'AI SDK': 'asks again after 1.00 s, as told',
    'TanStack AI': 'asks again after 1.01 s, as told',
    xsAI: 'does not ask again',
    'LangChain.js': 'asks again after 1.56 s',
  },
  F10: {
    'AI SDK': 'asks again after 2.0 s, too early',
    'TanStack AI': 'waits in silence (over 14 s seen)',
    xsAI: 'does not ask again',
    'LangChain.js': 'typed error at once',
    openai: '3 tries in 1.36 s, too early',
    'groq-sdk': 'waits the 120 s',
  },
  F11: {
    openai: 'waits by its own rule, 1.2 to 1.5 s',
    'groq-sdk':
      '30 days: the timer overflows, 3 tries in 7 ms; no number, or a past date: 3 tries in 5 and 12 ms',
  },
  F12: { openai: 'asks again', 'groq-sdk': 'asks again' },
  // 502 for ever.
  F13: {
    'AI SDK': 'fails after 6.0 s, the cause lost',
    'TanStack AI': 'error event after 1.3 s',
    xsAI: 'fails at once',
    'LangChain.js': 'no end after 12 s',
  },
  F15: {
    'AI SDK': '300 requests, without jitter †',
    openai: '300 requests',
    'groq-sdk': '300 requests',
    ollama: '100 requests: does not ask again',
  },
  F17: {
    openai: 'given back as a success',
    'groq-sdk': 'given back as a success',
    ollama: 'a line that tells an error is one',
  },
  F18: {
    'AI SDK': 'a stream fails †',
    openai: 'a call gives the page as a string, a stream is an empty success',
    'groq-sdk': 'a call gives the page as a string, a stream is an empty success',
  },
  F19: {
    'AI SDK': 'success with an empty text',
    'TanStack AI': 'a stream without any event',
    xsAI: 'nothing, in silence',
    'LangChain.js': 'nothing, in silence',
    openai: 'gives `undefined`',
    'groq-sdk': '`SyntaxError`',
  },
  // 389 KB that become 400 MB.
  F24: { openai: 'takes all of it, 0.8 GB of memory' },
  // Lines of 4, 8 and 16 MB.
  F25: {
    openai: 'no cap; 0.24, 0.67, 1.1 s for lines of 4, 8, 16 MB',
    'groq-sdk': '1.9 s for a line of 8 MB',
  },
  // A JSON body that stalls, with a time limit of 1 s.
  F27: { openai: 'left after 1.0 s, its time limit', 'groq-sdk': 'hangs past its time limit' },
  F28: {
    'AI SDK': 'success, only `finishReason` says error; an error †',
    'TanStack AI': 'finished, without a reason',
    xsAI: 'success, in silence',
    'LangChain.js': 'success, in silence',
    openai: 'success',
    'groq-sdk': 'success',
    ollama: 'an error',
  },
  F29: { openai: '`SyntaxError`', 'groq-sdk': 'success' },
  F30: {
    'AI SDK': 'throws',
    'TanStack AI': 'error event',
    xsAI: 'throws',
    'LangChain.js': 'throws',
  },
  // In the middle of a stream, with a time limit of 1 s.
  F31: {
    'AI SDK': 'hangs, unless its chunk timeout is set †',
    openai: 'hangs past its time limit',
    'groq-sdk': 'hangs past its time limit',
    ollama: 'hangs past its time limit',
  },
  F33: { 'AI SDK': 'hangs †', openai: 'ends rightly', 'groq-sdk': 'hangs' },
  // CR LF, and `data:` without a space.
  F35: { 'AI SDK': 'reads it', 'TanStack AI': 'reads it', xsAI: 'breaks', 'LangChain.js': 'reads it' },
  F36: {
    'AI SDK':
      'success with half of the text; `event: error`: the message is lost †; `error: null` in each chunk: the whole answer is lost',
    'TanStack AI': 'error event; `error: null`: reads on',
    xsAI: 'throws; `error: null`: throws too',
    'LangChain.js': 'throws; `error: null`: reads on',
    openai: '`event: error`: throws',
    'groq-sdk': '`event: error`: hands it out as a chunk, on which callers crash',
  },
  F37: {
    'AI SDK': 'without an id: makes one; id a number: throws, with a misleading text',
    'TanStack AI': 'without an id: the call is dropped in silence; id a number: passed on',
    xsAI: 'without an id: `undefined`; id a number: passed on',
  },
  F39: {
    'AI SDK': '`break` reads the upstream to its end (10 s here)',
    'TanStack AI': 'closes at once',
    xsAI: 'closes at once',
    'LangChain.js': 'closes at once',
  },
  // The libraries in a stall of 500 ms, the SDKs in the middle of a stream and 100 ms into a wait of 3 s.
  F40: {
    'AI SDK': 'rejects after 506 ms; a stream: an abort part †; in a wait: at once †',
    'TanStack AI': 'ends after 506 ms without an event',
    xsAI: 'rejects after 501 ms',
    'LangChain.js': 'rejects after 503 ms',
    openai: 'a stream ends quietly, like a success; in a wait: after 101 ms',
    'groq-sdk': 'a stream ends quietly, like a success; in a wait: after 3.0 s',
  },
  F45: {
    'AI SDK': 'sends the prompt and an `api-key` header there †',
    openai: 'sends the prompt and an `api-key` header there',
    'groq-sdk': 'sends the prompt and an `api-key` header there',
    ollama: 'sends the prompt and an `api-key` header there',
  },
  F65: { openai: 'the key stands in `message`', 'groq-sdk': 'the key stands in `message`' },
}
