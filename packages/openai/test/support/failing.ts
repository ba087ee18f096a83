import { failingWithout } from '@aiu-tooling/support/failing'

/** The key that every test sends. It must come out nowhere. */
export const KEY = 'sk-test-Zq8vN3xT7wLm2RkY5uHb'

export const failing = failingWithout(KEY)
