#!lua flags=allow-oom
-- Parks failed messages: they stay pending, under ~retry, until their retry is due.
-- KEYS: stream lane due attempts lost probe   ARGV: group consumer, then for each message: ref deliveries delay-ms error
-- Reply: {for each message 1 (done), 0 (superseded) or -1 (lost)}, milliseconds until the next retry.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_time
--#include lib_due
--#include lib_hold
--#include lib_record

local function park(ref, count, delay, failure)
    local key, id = locate(ref)
    local fields, reply = held(key, id, ref, count)
    if not fields then
        return reply
    end
    local at = now()
    redis.call('ZADD', due, at + delay, ref)
    redis.call('XCLAIM', key, group, '~retry', '0', id, 'JUSTID')
    record(ref, recorded(ref), at, at + delay, failure)
    unmark(ref)
    return 1
end

local results = {}
for i = 3, #ARGV, 4 do
    results[#results + 1] = park(ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3])
end
return {results, next_due()}
