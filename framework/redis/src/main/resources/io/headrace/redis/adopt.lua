#!lua flags=allow-oom
-- Begins a new hold on entries that are pending under the caller's own name.
-- KEYS: stream lane due attempts lost probe   ARGV: group consumer ref...
-- Reply: as claim.lua.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_time
--#include lib_due
--#include lib_hold
--#include lib_take

for i = 3, #ARGV do
    local key, id = locate(ARGV[i])
    local count = deliveries(key, id, consumer)
    if count then
        take(key, id, ARGV[i], count)
    end
end
return {taken, gone, next_due(), now()}
