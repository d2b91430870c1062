#!lua flags=allow-oom
-- Makes retries due now.
-- KEYS: stream lane due attempts lost probe   ARGV: group, then for each message: ref
-- Reply: how many of them were parked.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], '~'
--#include lib_permissions
--#include lib_time
--#include lib_hold
--#include lib_record

local at, parked = now(), 0
for i = 2, #ARGV do
    local ref = ARGV[i]
    local key, id = locate(ref)
    if deliveries(key, id, '~retry') then
        parked = parked + 1
        local planned = redis.call('ZSCORE', due, ref)
        if not planned or tonumber(planned) > at then
            local known, packed = recorded(ref)
            redis.call('ZADD', due, decimal(at), ref)
            if packed then
                known[3] = decimal(at) -- from which the index is made again
                store(ref, known)
            end
        end
    end
end
return parked
