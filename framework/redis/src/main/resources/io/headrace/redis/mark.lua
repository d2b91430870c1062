#!lua flags=allow-oom
-- Marks the message that the consumer is about to handle alone. If the consumer dies meanwhile, reclaim.lua finds it.
-- KEYS: stream lane due attempts lost probe   ARGV: group consumer ref deliveries
-- Reply: {1} if marked, {0} if the consumer does not hold it any more, {-1} if it is lost.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold

local key, id = locate(ARGV[3])
local fields, reply = held(key, id, ARGV[3], tonumber(ARGV[4]))
if not fields then
    return {reply}
end
redis.call('HSET', probe, consumer, ARGV[3])
return {1}
