/**
 * All that is done to the counts of one key, in one step, by the server's clock. Redis 6.0 or later: earlier ones replicate a script,
 * not what it did.
 *
 * `KEYS`: a hash of counts, and a sorted set of reservations by their end, with one hash tag. `ARGV`: what to do, a reservation's id, and
 * to reserve: how long it is held, who asks, and of each unit its name, how many, the amount, the stretch or 0. Times are whole
 * microseconds.
 *
 * The hash: `clock` (when anything was given last), `behind` (by how much the server's clock was set back meanwhile), `line` (who waits);
 * by unit `rule`, `sum`, `first` and `last` (the numbers of its oldest and newest bucket), `from` (when the newest began); by bucket `at`
 * and `n`; by reservation `held` (what it took, and in which buckets).
 *
 * Lua's numbers are doubles, which its JSON cuts to 14 digits: what is summed is summed by HINCRBY, in 64 bits, and all is written as text.
 */
export const SCRIPT = `
local log, open = KEYS[1], KEYS[2]
local verb, id = ARGV[1], ARGV[2]
local call = redis.call
local MOST_APART, GRAIN, GUESS = 1000, 1000, 50000
-- Who has waited for longer than this, and than was said, has a turn; who does not ask for longer than that is gone.
local TURN, GONE = 1000000, 2500000
-- Far from what 64 bits hold.
local TOO_MUCH = 4e18

-- Plus 0, so that it is never -0.
local function text(number) return string.format('%.0f', number + 0) end
local function number(field) return tonumber(call('HGET', log, field) or 0) end
local function bucket(what, unit, at) return what .. ':' .. at .. ':' .. unit end
local function add(field, by) call('HINCRBY', log, field, text(by)) end

-- Shows each bucket, the oldest first, until it is told to stop. Few are read at first, since mostly few are wanted.
local function each(unit, first, last, see)
  local size = 2
  while first <= last do
    local fields = {}
    for seq = first, math.min(last, first + size - 1) do
      fields[#fields + 1] = bucket('at', unit, seq)
      fields[#fields + 1] = bucket('n', unit, seq)
    end
    local had = call('HMGET', log, unpack(fields))
    for at = 1, #fields, 2 do
      if see(tonumber(had[at]), had[at + 1], fields[at], fields[at + 1]) then return end
    end
    first = first + size
    size = math.min(2 * size, 64)
  end
end

if verb == 'forget' then return call('DEL', log, open) end

local function close(id, become)
  local kept = call('HGET', log, 'held:' .. id)
  if not kept then return end
  call('HDEL', log, 'held:' .. id)
  for _, part in ipairs(cjson.decode(kept)) do
    local unit, had, at = part[1], tonumber(part[2]), part[3]
    if at == '' then
      add('sum:' .. unit, -had)
    else
      local by = (become and become(unit) or had) - had
      local n = bucket('n', unit, at)
      if by ~= 0 and call('HEXISTS', log, n) == 1 and (by < 0 or number('sum:' .. unit) < TOO_MUCH) then
        add(n, by)
        add('sum:' .. unit, by)
      end
    end
  end
end

if verb == 'settle' or verb == 'refund' then
  local used = {}
  for at = 3, #ARGV, 2 do used[ARGV[at]] = tonumber(ARGV[at + 1]) end
  call('ZREM', open, id)
  close(id, function(unit) return verb == 'refund' and 0 or used[unit] end)
  return 1
end

-- Reserves.
local hold, me = tonumber(ARGV[3]), ARGV[4]
local time = call('TIME')
local latest, behind = number('clock'), number('behind')
local now = time[1] * 1000000 + time[2] + behind
if now < latest then
  behind = behind + latest - now
  now = latest
  call('HSET', log, 'behind', text(behind))
end

for _, late in ipairs(call('ZRANGEBYSCORE', open, '-inf', text(now), 'LIMIT', 0, 500)) do
  close(late)
  call('ZREM', open, late)
end

-- What one who waits too long asks for is kept free of those who came later.
local had = call('HGET', log, 'line')
local line = had and cjson.decode(had) or {}
local turn = line[me] and tonumber(line[me].turn) or math.huge
local ahead, before = {}, 0
for who, want in pairs(line) do
  if tonumber(want.till) <= now then
    line[who] = nil
  elseif who ~= me and tonumber(want.turn) < turn then
    before = before + 1
    if tonumber(want.turn) <= now then
      for unit, need in pairs(want.units) do ahead[unit] = (ahead[unit] or 0) + tonumber(need) end
    end
  end
end
local function stand(want)
  line[me] = want
  local now = next(line) and cjson.encode(line)
  if now then call('HSET', log, 'line', now) elseif had then call('HDEL', log, 'line') end
end

local units = {}
local wait, life, holds, never = 0, 0, false, false
for at = 5, #ARGV, 4 do
  local name, need, amount, per = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local rule = ARGV[at + 2] .. '/' .. ARGV[at + 3]
  local kept = call('HMGET', log, 'rule:' .. name, 'first:' .. name, 'last:' .. name, 'from:' .. name)
  local first, last = tonumber(kept[2] or 1), tonumber(kept[3] or 0)
  local oldPer = kept[1] and tonumber(string.match(kept[1], '/(.*)$')) or per
  local began = first
  local function drop(till)
    local gone, total = {}, 0
    local function flush()
      if total > 0 then add('sum:' .. name, -total) end
      if gone[1] then call('HDEL', log, unpack(gone)) end
      gone, total = {}, 0
    end
    each(name, first, last, function(at, n, ...)
      if till and at > till then return true end
      -- What is summed here is below 2^53; more goes by itself, as text.
      if tonumber(n) > 1e12 then call('HINCRBY', log, 'sum:' .. name, '-' .. n) else total = total + n end
      gone[#gone + 1], gone[#gone + 2] = ...
      first = first + 1
      if #gone == 200 then flush() end
    end)
    flush()
  end
  if oldPer > 0 then drop(now - oldPer) end
  local sum = number('sum:' .. name)
  if kept[1] and kept[1] ~= rule then
    if sum ~= 0 then
      if first ~= began then call('HSET', log, 'first:' .. name, text(first)) end
      return { 'disagree', name, kept[1] }
    end
    drop()
  end
  if first ~= began then call('HSET', log, 'first:' .. name, text(first)) end

  -- amount - sum is exact where it matters: beyond 2^53 only its sign does. Who needs nothing waits for nothing, also when more than
  -- the amount was used.
  local over = ARGV[at + 1] == '0' and 0 or need - (amount - sum) + (ahead[name] or 0)
  if need > amount then
    never = true
  elseif over > 0 and per == 0 then
    -- The first one in line asks often, the others seldom, so that many do not ask more than a few.
    wait = math.max(wait, math.min(GUESS * (1 + before), TURN))
  elseif over > 0 then
    local mostly = per
    each(name, first, last, function(at, n)
      over = over - n
      if over <= 0 then mostly = at + per - now end
      return over <= 0
    end)
    wait = math.max(wait, mostly)
  end
  if per == 0 then holds = true else life = math.max(life, per + math.ceil(per / GRAIN)) end
  units[#units + 1] = {
    name = name, need = need, per = per, rule = rule, first = first, last = last,
    from = tonumber(kept[4] or 0), left = math.max(0, amount - sum),
  }
end

local function keep(forUs)
  local ms = math.ceil(forUs / 1000) + 1000
  for _, key in ipairs(KEYS) do
    if call('PTTL', key) < ms then call('PEXPIRE', key, text(ms)) end
  end
end

if never or wait > 0 then
  local reply = { 'wait', never and 'never' or text(wait), text(now) }
  for _, unit in ipairs(units) do reply[#reply + 1] = text(unit.left) end
  if not never then
    if turn == math.huge then turn = now + math.max(wait, TURN) end
    local want = { turn = text(turn), till = text(now + math.min(wait, TURN) + GONE), units = {} }
    for _, unit in ipairs(units) do want.units[unit.name] = text(unit.need) end
    stand(want)
    keep(TURN + GONE)
  end
  return reply
end

local parts = {}
for at, unit in ipairs(units) do
  local name = unit.name
  local seq = ''
  add('sum:' .. name, unit.need)
  if unit.per > 0 then
    local last, from = unit.last, unit.from
    if last - unit.first >= MOST_APART and now - from < unit.per / GRAIN then
      add(bucket('n', name, last), unit.need)
    else
      last, from = last + 1, now
      call('HSET', log, bucket('n', name, last), text(unit.need))
    end
    seq = text(last)
    call('HSET', log, bucket('at', name, last), text(now), 'rule:' .. name, unit.rule,
      'first:' .. name, text(unit.first), 'last:' .. name, seq, 'from:' .. name, text(from))
  else
    call('HSET', log, 'rule:' .. name, unit.rule)
  end
  parts[at] = { name, text(unit.need), seq }
end
local kept = holds and hold or math.min(hold, life)
call('HSET', log, 'clock', text(now), 'held:' .. id, cjson.encode(parts))
call('ZADD', open, text(now + kept), id)
if had then stand() end
keep(math.max(life, kept))
return { 'given', text(now) }
`
