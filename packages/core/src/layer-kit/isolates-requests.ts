/**
 * Does a request's end take its timers and promises with it here, as in Cloudflare Workers? What several requests share must then hang on
 * none of them: each waits by a timer of its own, and awaits no promise of another one without a bound.
 */
export const isolatesRequests = (): boolean => globalThis.navigator?.userAgent === 'Cloudflare-Workers'
