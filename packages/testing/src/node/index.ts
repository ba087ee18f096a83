export { builtCases, type ExpectedOutcome, readCases, type WireCase } from './cases.ts'
export { type FaultServer, faultServer } from './fault-server.ts'
export type { Fault } from './faults/fault.ts'
export { FAULTS, type FaultId, variantsOf } from './faults/index.ts'
export {
  type Ended,
  type Exchange,
  type LoopbackOptions,
  type LoopbackServer,
  loopbackServer,
  type RecordedRequest,
} from './loopback-server.ts'
export { type RedisServer, type RedisServerOptions, redisServer } from './redis-server.ts'
export {
  type Playing,
  type ReplayServer,
  type ReplayServerOptions,
  type Routes,
  replayServer,
} from './replay-server.ts'
export { showFault } from './show-fault.ts'
export { type WireTap, wireTap } from './wire-tap.ts'
