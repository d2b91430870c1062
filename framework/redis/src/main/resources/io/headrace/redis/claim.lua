#!lua flags=allow-oom
-- Claims messages whose retry is due, then released ones.
-- KEYS: stream lane due attempts lost probe   ARGV: group consumer count
-- Reply: {taken {ref, deliveries, packed attempts or '', fields}...}, {lost ref...}, milliseconds until the next retry,
--        the clock in milliseconds.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer, count = ARGV[1], ARGV[2], tonumber(ARGV[3])
--#include lib_permissions
--#include lib_time
--#include lib_due
--#include lib_hold
--#include lib_take

for _, ref in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', decimal(now()), 'LIMIT', 0, count)) do
    local key, id = locate(ref)
    local parked = deliveries(key, id, '~retry')
    if parked then
        take(key, id, ref, parked)
        redis.call('ZREM', due, ref)
    else
        forget(ref)
    end
end

local function take_released(mark, key)
    local room = count - #taken
    if room > 0 then
        for _, free in ipairs(redis.call('XPENDING', key, group, '-', '+', room, '~free')) do
            take(key, free[1], mark .. free[1], free[4])
        end
    end
end

take_released('m:', stream)
take_released('l:', lane)
return {taken, gone, next_due(), now()}
