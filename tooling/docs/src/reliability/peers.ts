/** Measured by us on loopback, each at its default settings, on 2026-11-23. */
export const VERSIONS: readonly string[] = [
  'AI SDK: `ai` 7.0.173 with `@ai-sdk/openai-compatible` 3.0.92 on Node 22.23; where "AI SDK 6" or "AI SDK, older" is said, `ai` 6.0.326 and 7.0.173 with `@ai-sdk/openai-compatible` 2.0.91',
  'TanStack: `@tanstack/ai` 0.58.0 with `openaiCompatibleText`, on Node 22.23',
  'xsAI: 0.4.4, on Node 22.23',
  'LangChain: `@langchain/core` 1.4.0 with its OpenAI package, on Node 22.23',
  'openai 6: 6.49.0 on Node 20.20; openai 7: 7.57.0 on Node 24.21',
  'groq-sdk: 1.6.0 and ollama: 0.6.4, on Node 20.20',
]

/** What others do about a fault. "Hangs": nothing had come of it after 3 to 4 seconds. */
export const PEERS: Readonly<Record<string, string>> = {
  F06: 'With 1 s asked for: AI SDK waits 1.00 s, TanStack 1.01 s, LangChain 1.56 s; xsAI does not try again',
  F10: 'AI SDK tries again after 2.0 s; TanStack waits in silence (over 14 s seen); LangChain fails at once with a typed error; xsAI does not try again; openai 6 and groq-sdk wait the 120 s; openai 7 makes 3 tries in 1.36 s',
  F11: '30 days: openai 6 makes 3 tries in 19 ms and groq-sdk in 7 ms (the timer overflows), openai 7 waits by its own rule. No number, or a past date: openai 6 in 23 and 7 ms, groq-sdk in 5 and 12 ms, openai 7 by its own rule',
  F12: 'openai 6, openai 7 and groq-sdk ask again',
  F13: '502 for ever: AI SDK fails after 6.0 s without the cause, TanStack after 1.3 s, LangChain after more than 12 s, xsAI at once',
  F15: 'openai 6, openai 7, groq-sdk and AI SDK, older, make 300 requests of 100 calls (AI SDK without jitter); ollama does not try again',
  F17: 'openai 6, openai 7 and groq-sdk give it back as a success; ollama reads its line of an error',
  F18: 'openai 6, openai 7 and groq-sdk: a call gives the page as a string, a stream is an empty success; AI SDK, older: a stream fails',
  F19: 'AI SDK: an empty text as success; TanStack: a stream without any event; xsAI and LangChain: nothing, in silence; openai 6 and groq-sdk: SyntaxError; openai 7: `undefined`',
  F24: 'A bomb of 389 KB that becomes 400 MB: openai 6 and openai 7 take all of it, about 0.8 GB of memory',
  F25: 'A line of 4, 8, 16 MB: openai 6 takes 0.6, 2.3, 6.7 s (quadratic); openai 7 takes 0.24, 0.67, 1.1 s, without a cap; groq-sdk takes 1.9 s for 8 MB',
  F27: 'A JSON body that stalls, with a timeout of 1 s: openai 6 and groq-sdk hang; openai 7 ends after 1003 ms',
  F28: 'AI SDK: the text is a success, only `finishReason` says error (AI SDK, older: an error); TanStack: finished, without a reason; xsAI and LangChain: success, in silence; openai 6, openai 7 and groq-sdk: success; ollama: an error',
  F29: 'openai 6 and groq-sdk: success; openai 7: SyntaxError',
  F30: 'AI SDK, xsAI and LangChain throw; TanStack sends an error event',
  F31: 'With a timeout of 1 s: openai 6, openai 7, groq-sdk and ollama hang; AI SDK, older, hangs unless its chunk timeout is set',
  F33: 'openai 6, groq-sdk and AI SDK, older, hang; openai 7 ends rightly',
  F35: 'CR LF, and `data:` without a space: AI SDK, TanStack and LangChain read it; xsAI breaks',
  F36: 'An error object in the stream: AI SDK ends as success with half of the text; TanStack sends an error event; xsAI and LangChain throw. `event: error`: openai 6 and groq-sdk hand it out as a chunk, on which callers crash; openai 7 throws; AI SDK, older, loses the message. `error: null` in each chunk: AI SDK loses the whole answer, xsAI throws, TanStack and LangChain read it',
  F37: 'A call without an id: AI SDK makes one, TanStack drops the call in silence, xsAI gives none. An id that is a number: AI SDK throws with a misleading text, TanStack and xsAI pass it on',
  F39: '`break`: AI SDK reads on to the end of the upstream (10 s here); TanStack, xsAI and LangChain close at once',
  F40: 'In a stall of 500 ms: AI SDK rejects after 506 ms, TanStack ends without an event after 506 ms, xsAI after 501 ms, LangChain after 503 ms. In the middle of a stream: openai 6, openai 7 and groq-sdk end quietly, like a success; AI SDK, older, sends an abort part. 100 ms into a wait of 3 s: openai 6 and groq-sdk end after 3.0 s, openai 7 after 101 ms',
  F45: 'A 307 to another host: openai 6, openai 7, groq-sdk, AI SDK, older, and ollama send it the prompt and an `api-key` header',
  F65: 'A 401 that repeats the key: openai 6, openai 7 and groq-sdk have it in `message`',
}
