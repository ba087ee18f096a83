/** A client of `redis` or `@redis/client`, as far as it is used: one of a cluster or a sentinel, too. */
export interface RedisCommands {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** Where the scripts below run. */
export interface Scripts {
  run(script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>
}

// Numbers that are summed pass through as texts: those of Lua are exact to 2^53 only, and HINCRBY counts to 2^63.

/**
 * Adds rows that are not known. KEYS: kinds, days; then for each day its sums, ids and rows. ARGV: how long ids are kept, and rows, in
 * ms; then for each row: where its day's keys begin, its day, id, time, kind, JSON, how many measures, and for each its number and value.
 */
export const APPEND = `
local ids_ms, rows_ms = ARGV[1], tonumber(ARGV[2])
local at = 3
while at <= #ARGV do
  local first, day, id, time, kind, row, count = tonumber(ARGV[at]), ARGV[at+1], ARGV[at+2], ARGV[at+3], ARGV[at+4], ARGV[at+5], tonumber(ARGV[at+6])
  at = at + 7
  if redis.call('SADD', KEYS[first+1], id) == 1 then
    local own = redis.call('HGET', KEYS[1], kind)
    if not own then
      own = tostring(redis.call('HLEN', KEYS[1]))
      redis.call('HSET', KEYS[1], kind, own)
    end
    for index = at, at + 2 * count - 2, 2 do
      redis.call('HINCRBY', KEYS[first], own .. ':' .. ARGV[index], ARGV[index+1])
    end
    if rows_ms > 0 then
      redis.call('ZADD', KEYS[first+2], time, string.format('%014d', redis.call('SCARD', KEYS[first+1])) .. row)
    end
    redis.call('ZADD', KEYS[2], day, day)
  end
  at = at + 2 * count
end
for first = 3, #KEYS, 3 do
  redis.call('PEXPIRE', KEYS[first+1], ids_ms)
  if rows_ms > 0 then redis.call('PEXPIRE', KEYS[first+2], rows_ms) end
end`

/** The days that have sums. KEYS: days. ARGV: from, to. */
export const DAYS = `return redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '(' .. ARGV[2])`

/** KEYS: kinds; then the sums of days. */
export const SUMS = `
local found = {}
for index = 1, #KEYS do found[index] = redis.call('HGETALL', KEYS[index]) end
return found`

/** Which of the days have not all of their rows. KEYS: for each its sums and its rows. */
export const INCOMPLETE = `
local found = {}
for first = 1, #KEYS, 2 do
  local sums, count = redis.call('HGETALL', KEYS[first]), 0
  for index = 1, #sums, 2 do
    if string.sub(sums[index], -2) == ':0' then count = count + tonumber(sums[index+1]) end
  end
  if count ~= redis.call('ZCARD', KEYS[first+1]) then found[#found+1] = (first - 1) / 2 end
end
return found`

/** KEYS: rows of a day. ARGV: from, to, how many. */
export const ROWS = `return redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '(' .. ARGV[2], 'WITHSCORES', 'LIMIT', 0, ARGV[3])`

/** KEYS: kinds, days. ARGV: what the keys of days begin with, all of one hash tag. */
export const CLEAR = `
for _, day in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  for name in string.gmatch('sums ids rows', '%a+') do redis.call('UNLINK', ARGV[1] .. name .. ':' .. day) end
end
redis.call('UNLINK', KEYS[1], KEYS[2])`
