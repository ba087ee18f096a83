export { type RedisUsage, type RedisUsageOptions, redisUsage } from './redis-usage.ts'
export type { RedisCommands } from './scripts.ts'
