/**
 * Every way a call can fail: the error's name, and what to do about it. A code is permanent; the words of a case stand where it
 * is found. `docs/errors.md` is generated from this.
 */
export const CATALOGUE = {
  'invalid-request': ['InvalidRequestError', 'Do as the message says.'],
  configuration: ['ProviderConfigurationError', 'Do as the message says.'],
  authentication: ['ProviderApiError', 'Check the API key, and what it may do.'],
  'not-found': ['ProviderApiError', 'Check the model and the base URL.'],
  'bad-request': ['ProviderApiError', 'Do as the message says.'],
  'rate-limit': ['ProviderRateLimitError', 'Wait, or send less.'],
  quota: ['ProviderApiError', 'Add credit, or use another key.'],
  server: ['ProviderApiError', 'Try again later.'],
  connection: ['ProviderConnectionError', 'Check the server, its address and the network.'],
  timeout: ['ProviderTimeoutError', 'Try again later, or allow more time.'],
  interrupted: ['InterruptedError', 'Ask again, or go on from error.partial.'],
  aborted: ['AbortError', 'The cause says why.'],
  malformed: ['ProviderApiError', 'Check that the base URL is an API. The cause may say more.'],
  'too-large': ['ProviderApiError', 'Raise the limit.'],
  redirect: ['ProviderApiError', 'Use the final address as base URL.'],
  unsupported: ['UnsupportedError', 'Use a provider that can.'],
  'invalid-output': ['InvalidOutputError', 'Make the schema easier, or use a better model.'],
  limit: ['LimitError', 'Wait, or raise the limit.'],
  'budget-exceeded': ['BudgetExceededError', 'Wait, or raise the budget.'],
} as const satisfies Readonly<Record<string, readonly [name: string, hint: string]>>

export type ErrorCode = keyof typeof CATALOGUE
