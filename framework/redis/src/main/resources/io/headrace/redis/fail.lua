#!lua flags=allow-oom
-- Records failures of messages that stay with their holder until the next attempt.
-- KEYS: stream lane due attempts lost probe
-- ARGV: group consumer, then for each message: ref deliveries attempt delay-ms error
--       A failure that is recorded already, since the call is a repetition, is not recorded again.
-- Reply: for each message what is recorded now (done), 0 (superseded) or -1 (lost).
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_time
--#include lib_hold
--#include lib_record

local function fail(ref, count, attempt, delay, failure)
    local key, id = locate(ref)
    local fields, reply = held(key, id, ref, count)
    if not fields then
        return reply
    end
    unmark(ref)
    local known, packed = recorded(ref)
    if tonumber(known[1]) >= attempt then
        return packed
    end
    local at = now()
    return record(ref, known, at, at + delay, failure)
end

local results = {}
for i = 3, #ARGV, 5 do
    results[#results + 1] = fail(ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]), ARGV[i + 4])
end
return results
