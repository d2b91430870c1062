#!lua flags=allow-oom
-- Parks failed messages: they stay pending, under ~retry, until their retry is due.
-- KEYS: stream lane due attempts lost   ARGV: group consumer, then for each message: ref deliveries delay-ms error
-- Reply: {for each message 1 (done), 0 (superseded) or -1 (lost)}, milliseconds until the next retry.
local stream, lane, due, attempts, lost = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold
--#include lib_record

local function park(ref, count, delay, failure)
    local key, id = locate(ref)
    if deliveries(key, id, consumer) ~= count then
        return 0
    end
    if not body(key, id) then
        lose(key, id, ref)
        return -1
    end
    local at = now()
    local due_at = at + delay
    redis.call('ZADD', due, due_at, ref)
    redis.call('XCLAIM', key, group, '~retry', '0', id, 'JUSTID')
    record(ref, recorded(ref, at), due_at, failure)
    return 1
end

local results = {}
for i = 3, #ARGV, 4 do
    results[#results + 1] = park(ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), ARGV[i + 3])
end
return {results, next_due()}
