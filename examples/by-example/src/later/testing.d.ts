// LATER: `@aiu/testing` has no contract suites yet. Their types to be, so that the examples can be written against them.
// Delete this file when they come.

import type { Provider } from '@aiu/core'

declare module '@aiu/testing' {
  /** A vitest suite: what every provider must keep, faults included. */
  export function providerContract(
    name: string,
    make: (server: { readonly baseURL: string }) => Provider,
  ): void
}
