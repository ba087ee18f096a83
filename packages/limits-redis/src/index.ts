export {
  type LimitsReport,
  type RedisLimits,
  type RedisLimitsOptions,
  redisLimits,
} from './redis-limits.ts'
export type { RedisCommands } from './run-script.ts'
