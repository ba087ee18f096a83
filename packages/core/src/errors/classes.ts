import { AiuError, isAiuError } from './aiu-error.ts'

// `instanceof` asks for the code, so it holds for every AiuError with it, of whatever copy of this package.
const OWN = ['invalid-request', 'aborted', 'invalid-output', 'limit', 'budget-exceeded']

/** Anything a provider, or a provider's options, did. */
export class ProviderError extends AiuError {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isAiuError(error) && !OWN.includes(error.code)
  }
}

/** A provider was set up wrongly; nothing was sent. */
export class ProviderConfigurationError extends ProviderError {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isAiuError(error, 'configuration')
  }
}

/** A request was sent, and failed. */
export class ProviderApiError extends ProviderError {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isAiuError(error) && ![...OWN, 'configuration', 'unsupported'].includes(error.code)
  }
}

/** The server asks to wait. */
export class ProviderRateLimitError extends ProviderApiError {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isAiuError(error, 'rate-limit')
  }
}
