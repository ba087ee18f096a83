import type { ErrorCode } from '@aiu/core'

/** What the page of a code says beside what the code itself tells. */
export interface Explanation {
  readonly happened: string
  readonly causes: readonly string[]
  readonly remedies: readonly string[]
  /** Who throws it, where nothing that is published yet does. */
  readonly later?: string
}

export const EXPLANATIONS: Readonly<Record<ErrorCode, Explanation>> = {
  'invalid-request': {
    happened: 'The question could not be asked as it was put. Nothing was sent.',
    causes: [
      'The prompt is empty, a message has an unknown role, or a user message has no content.',
      'An option is out of its range: `temperature`, `topP`, `maxTokens`, `concurrency`, `maxSteps`, `maxRepairs`.',
      'The model name has a line break in it.',
      'A schema was given that cannot say itself as JSON Schema.',
    ],
    remedies: [
      'Correct what the message names.',
      'In TypeScript most of these do not compile; a cast hides them.',
    ],
  },
  configuration: {
    happened: 'A provider, a layer or a setting was set up wrongly. Nothing was sent.',
    causes: [
      '`baseURL` is no http address, or has a query, a user name or a password in it.',
      'A key or a header has a line break or an odd character in it.',
      'A hosted vendor needs a key, and none was given.',
      'An environment variable or a `.env` line has a value that cannot be used.',
      '`AI_PROVIDER` names something unknown or not installed; or `auto` found nobody to ask.',
      'A layer stands around one that belongs outside it.',
    ],
    remedies: [
      'Read the hint: it names the variable, the package to install, or the order to use.',
      'Print `explainSettings(resolved)` of `@aiu/core/settings`: each value with where it came from, secrets masked.',
    ],
  },
  authentication: {
    happened: 'The server refused the key (HTTP 401), or what was asked for with it (HTTP 403).',
    causes: [
      'The key is wrong, expired, or of another vendor.',
      'The key may not use this model or endpoint.',
      'The vendor does not serve your region.',
    ],
    remedies: [
      'Make a new key, and check which variable won.',
      'Check what the key may do in the vendor’s console.',
    ],
  },
  'not-found': {
    happened: 'The server does not have what was asked for (HTTP 404).',
    causes: [
      'The model is misspelled, retired, or not open to this key.',
      'The base URL lacks the path of the API, often `/v1`.',
    ],
    remedies: ['Look the model up with `listModels`.', 'Check the base URL.'],
  },
  'bad-request': {
    happened: 'The server read the request and refused it (HTTP 400, 422, or another status below 500).',
    causes: [
      'The model does not take a parameter: `temperature`, `max_tokens`, `seed`, a JSON schema.',
      'The conversation is longer than the model’s context.',
      'Something in `extra` is not known to this vendor.',
    ],
    remedies: [
      'Leave out what the message names, or say so once for the server: `adapt: obeyQuirks({ omit: ["seed"] })`, an option of `openaiCompatible`.',
      'Shorten the conversation, or take a model with more context.',
    ],
  },
  'rate-limit': {
    happened: 'The server asks to wait (HTTP 429). `retryAfterMs` says how long, where the server told.',
    causes: ['More requests or tokens in a minute than the account may use.', 'The model is overloaded.'],
    remedies: ['Wait for `retryAfterMs`, then ask again.', 'Send fewer at once: `concurrency` of `askMany`.'],
  },
  quota: {
    happened:
      'The account has no credit left. It comes as HTTP 402, or as 429 with a code that speaks of quota or billing.',
    causes: [
      'The credit is used up, or a spending limit of the vendor is reached.',
      'Billing is not set up.',
    ],
    remedies: [
      'Add credit, or raise the limit in the vendor’s console.',
      'Do not wait and retry: it does not mend by itself.',
    ],
  },
  server: {
    happened: 'The server failed (HTTP 5xx), or told an error inside an answer that had begun well.',
    causes: ['An outage or overload of the vendor.', 'A proxy in between could not reach the model.'],
    remedies: ['Try again after a while.', 'Look at the vendor’s status page; give them `requestId`.'],
  },
  connection: {
    happened: 'No reply came: the connection could not be made, or broke before the reply began.',
    causes: [
      'The local server is not running, or listens on another port.',
      'No network, a wrong host name, a certificate that is not trusted, a proxy in between.',
    ],
    remedies: ['Start the server; check address and port.', 'The `cause` is the platform’s own error.'],
  },
  timeout: {
    happened: 'The server gave up waiting (HTTP 408), or a time limit of the call ran out.',
    causes: ['The server is busy, or loads the model first.', 'The answer is long, and the limit short.'],
    remedies: ['Allow more time, or ask for less.', 'Stream: the first words come long before the last.'],
  },
  interrupted: {
    happened:
      'The reply was cut: a stream ended before the answer was complete, or a body before its last byte. What had come of a stream is in `partial`; tool calls that were cut are not.',
    causes: ['The connection broke, or a proxy closed it.', 'The server crashed, or ran out of memory.'],
    remedies: [
      'Ask again; or go on from `error.partial.text`.',
      'Check the idle time-out of proxies in between.',
    ],
  },
  aborted: {
    happened:
      'The caller ended the call: by a signal, by `cancel()`, by leaving the loop. Its `name` is `AbortError`, as on the platform.',
    causes: [
      '`abort()` was called; its reason is the `cause`.',
      '`AbortSignal.timeout()` fired.',
      '`failFast` ended the rest of a batch.',
    ],
    remedies: [
      'Mostly nothing: it was wanted.',
      '`attempts` says what was used up to then, where the vendor told it.',
    ],
  },
  malformed: {
    happened: 'A reply came, but it is none of this API; or a provider failed in its own code.',
    causes: [
      'The base URL leads to a web page or a log-in page.',
      'The body is empty, or no JSON.',
      'A provider threw something that is no `AiuError`; that is the `cause`.',
    ],
    remedies: ['Open the base URL: is it an API?', 'If the server is right, report it with the message.'],
  },
  'too-large': {
    happened:
      'More came than may: a reply, an event or a line above `maxReplyBytes`. Or the server refused the request’s size (HTTP 413).',
    causes: [
      'A server that does not stop.',
      'A reply that unpacks to far more than was sent.',
      'A long conversation, or large images.',
    ],
    remedies: ['Raise `maxReplyBytes` if so much is right.', 'Send less.'],
  },
  redirect: {
    happened: 'The server redirects to another origin, or too often. The question was not sent there.',
    causes: [
      '`http:` where the server wants `https:`.',
      'A host that has moved, or a log-in page in between.',
      'In a browser: any redirect.',
    ],
    remedies: ['Use the address that answers itself as the base URL.'],
  },
  unsupported: {
    happened: 'The provider cannot do this at all. Nothing was sent.',
    causes: [
      'The verb needs a method that the provider does not have.',
      'A provider was given a part, such as an image, that its wire has no place for.',
    ],
    remedies: [
      'Use a provider that can; the message lists what this one can.',
      'In TypeScript a verb that the provider lacks does not compile.',
    ],
  },
  'invalid-output': {
    happened:
      'The model answered, but not as asked: no JSON, JSON that does not fit the schema, or a refusal. `text` is what it wrote, `issues` what is wrong with it.',
    causes: [
      'The model is too small for the schema.',
      'The answer was cut at its token limit.',
      'The model refused.',
    ],
    remedies: [
      'Make the schema easier, describe its fields, or use a better model.',
      'Raise `maxTokens`, or `maxRepairs`.',
    ],
  },
  limit: {
    happened: 'A limit of your own ended the call.',
    causes: ['`runTools`: the model still calls tools after `maxSteps`.'],
    remedies: ['Raise `maxSteps`, or look at `steps` for a tool that leads the model in circles.'],
  },
  'budget-exceeded': {
    happened: 'The money set aside for a time is spent. Nothing was sent.',
    causes: ['More was asked than the budget allows.'],
    remedies: ['Wait until the budget renews, or raise it.'],
    later: '@aiu/limits',
  },
}
