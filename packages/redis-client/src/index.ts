export type { RedisAddress } from './address.ts'
export { checkPrefix } from './check-prefix.ts'
export {
  type RedisClient,
  type RedisConnection,
  type RedisConnectionOptions,
  redisConnection,
} from './connection.ts'
export { type FailureScope, failureScope } from './failure.ts'
