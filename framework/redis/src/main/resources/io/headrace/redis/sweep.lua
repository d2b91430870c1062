#!lua flags=allow-oom
-- One step of the slow walk over everything that is pending or recorded; the next call goes on where it ended.
-- KEYS: stream lane due attempts lost probe control   ARGV: group lease-ms count
-- Reply: {ref that was pending without a body...}, number of retries put back into the index.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local control = KEYS[7]
local group, lease, count, consumer = ARGV[1], tonumber(ARGV[2]), ARGV[3], '~sweep'
--#include lib_permissions
--#include lib_time
--#include lib_hold
--#include lib_record

local at = now()
local gone, restored = {}, 0

--#include lib_tidy

-- With this idle time XAUTOCLAIM claims nothing; it drops and names ids whose entry is gone. Lua would round the number.
local function sweep(mark, key)
    local page = redis.call('XAUTOCLAIM', key, group, consumer, '9223372036854775807', cursor(mark .. 'swept', '0-0'),
        'COUNT', count, 'JUSTID')
    redis.call('HSET', control, mark .. 'swept', page[1])
    for _, id in ipairs(page[3]) do
        redis.call('INCR', lost)
        forget(mark .. id)
        gone[#gone + 1] = mark .. id
    end
end

sweep('m:', stream)
sweep('l:', lane)
restore('m:', stream)
restore('l:', lane)
tidy('attempts', redis.call('HSCAN', attempts, cursor('attempts', '0'), 'COUNT', count))
tidy('due', redis.call('ZSCAN', due, cursor('due', '0'), 'COUNT', count))
redis.call('HSET', control, 'swept', decimal(at))
return {gone, restored}
