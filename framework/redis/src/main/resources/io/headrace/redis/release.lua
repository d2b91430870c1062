#!lua flags=allow-oom
-- Hands messages back unprocessed: they stay pending, under ~free, for whoever claims next.
-- KEYS: stream lane due attempts lost probe   ARGV: group consumer, then for each message: ref deliveries
-- Reply: for each message 1 (done), 0 (superseded) or -1 (lost).
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold

local function release(ref, count)
    local key, id = locate(ref)
    local fields, reply = held(key, id, ref, count)
    if not fields then
        return reply
    end
    redis.call('XCLAIM', key, group, '~free', '0', id, 'JUSTID')
    unmark(ref)
    return 1
end

local results = {}
for i = 3, #ARGV, 2 do
    results[#results + 1] = release(ARGV[i], tonumber(ARGV[i + 1]))
end
return results
