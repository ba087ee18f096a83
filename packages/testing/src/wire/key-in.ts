/** The credential among a request's headers, without the word before it; empty where there is none. */
export const keyIn = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .find(([name]) => /^(proxy-)?authorization$|key|token/.test(name))?.[1]
    .replace(/^\w+ /, '') ?? ''
