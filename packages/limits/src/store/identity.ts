import type { Endpoint } from '@aiu/core'

/** Whose limit it is, where no key is given: name, base URL and scope. Never a secret. */
export const identity = ({ name, baseURL = '', scope = '' }: Endpoint): string =>
  [name, baseURL, scope].join(' ').trim()
