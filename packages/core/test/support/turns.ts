import { setImmediate } from 'node:timers/promises'

/** Everything that is ready to run has run. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}
