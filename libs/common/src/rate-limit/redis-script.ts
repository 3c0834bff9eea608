/**
 * sliding-window.ts in Redis, in one round trip, in place of RateLimiterRedis's fixed window (`customIncrTtlLuaScript`).
 * Each key holds `current:previous:window`; a bare number is RateLimiterRedis's own mark of a block. Redis's clock counts,
 * so that the processes need not agree on theirs. An argument of 0 hits looks without counting.
 *
 * KEYS[1] key; ARGV hits, window in s, quota. Returns {consumed, ms}: consumed <= quota when allowed, quota + 1 when
 * refused, quota + 2 when blocked (RateLimiterRedis blocks at quota + 1 only, so that a block is not prolonged).
 */
export const SLIDING_WINDOW_SCRIPT = `
local hits, window, quota = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3])
local time = redis.call('time')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local index = math.floor(now / window)
local elapsed = now - index * window
local current, previous = 0, 0
local stored = redis.call('get', KEYS[1])
if stored then
  local c, p, i = string.match(stored, '^(%d+):(%d+):(%d+)$')
  if not c then return {quota + 2, redis.call('pttl', KEYS[1])} end
  i = tonumber(i)
  if i > index then index, elapsed = i, 0 end
  if i == index then current, previous = tonumber(c), tonumber(p)
  elseif i == index - 1 then previous = tonumber(c) end
end
local function fitsAt(free, before) return math.max(0, math.ceil(window - (free - 1) * window / before)) end
local room = (quota - current) * window - previous * (window - elapsed)
if room < window then
  if current < quota then return {quota + 1, fitsAt(quota - current, previous) - elapsed} end
  return {quota + 1, window - elapsed + fitsAt(quota, current)}
end
if hits > 0 then
  local value = string.format('%.0f:%.0f:%.0f', current + hits, previous, index)
  redis.call('set', KEYS[1], value, 'PX', 2 * window - elapsed)
end
return {quota - math.floor(room / window) + hits, window - elapsed}
`;
