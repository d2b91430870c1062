#!lua flags=allow-oom
-- Takes over what a dead worker held; removes its name when nothing is left.
-- KEYS: stream lane due attempts lost probe alive control   ARGV: group consumer dead-consumer period-ms count
-- Reply: as claim.lua, then 1 if nothing is left to take, 0 if there is more.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local alive, control = KEYS[7], KEYS[8]
local group, consumer, dead, period, count = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
--#include lib_permissions
--#include lib_time
--#include lib_due
--#include lib_hold
--#include lib_record
--#include lib_take
--#include lib_lease

local at = lease_clock(period)
if dead == consumer or is_alive(dead, at) ~= false then -- what is left under the own name would go with it
    return {taken, gone, next_due(), at, 1}
end

-- Adds one to an element of the record: 5 is crashes, 6 is convictions.
local function blame(ref, element)
    local known = recorded(ref)
    known[element] = decimal(known[element] + 1)
    store(ref, known)
end

-- Whom the worker handled alone when it died is convicted, if it still held it: now, since the marker goes.
local suspect = redis.call('HGET', probe, dead)
if suspect then
    local key, id = locate(suspect)
    if deliveries(key, id, dead) then
        blame(suspect, 6)
    end
    redis.call('HDEL', probe, dead)
end

local left = false
local function take_over(mark, key)
    local room = count - #taken
    local orphans = redis.call('XPENDING', key, group, '-', '+', room + 1, dead)
    for i = 1, math.min(room, #orphans) do
        local ref = mark .. orphans[i][1]
        blame(ref, 5)
        take(key, orphans[i][1], ref, orphans[i][4])
    end
    left = left or #orphans > room
end

take_over('m:', stream)
take_over('l:', lane)
if not left then
    redis.call('XGROUP', 'DELCONSUMER', stream, group, dead)
    redis.call('XGROUP', 'DELCONSUMER', lane, group, dead)
    redis.call('ZREM', alive, dead)
end
return {taken, gone, next_due(), at, left and 0 or 1}
