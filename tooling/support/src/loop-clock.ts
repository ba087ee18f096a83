// Not an entry of @aiu/testing: its contract suites and the tests of this repository share it.
export { bestOf } from '../../../packages/testing/src/contract/best-of.ts'
export { loopNow } from '../../../packages/testing/src/contract/loop-clock.ts'
