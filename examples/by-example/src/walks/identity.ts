import type { Attempt, Endpoint } from '@aiu/core'

/** Who answers, in keys: name, base URL and scope. */
export const identity = ({ name, baseURL, scope }: Endpoint): string => JSON.stringify([name, baseURL, scope])

/** Was this attempt made at this endpoint itself? */
export const madeAt = ({ provider, baseURL, scope }: Attempt, endpoint: Endpoint): boolean =>
  identity({ name: provider, baseURL, scope }) === identity(endpoint)
