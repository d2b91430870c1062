#!lua
-- Moves messages to the dead letters: the entry as it was, and the account of why.
-- KEYS: stream lane due attempts lost probe dead groups
-- ARGV: group consumer, then for each message: ref deliveries delete meta
--       delete is 1 if the entry goes from the stream, too, as long as no other group reads it.
-- Reply: for each message 1 (done), 0 (superseded), -1 (lost) or the text of a refusal.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local dead, groups = KEYS[7], KEYS[8]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold
--#include lib_append
--#include lib_queue

-- A lane entry carries its original field list, packed already, in the field "entry".
local function original(key, fields)
    if key == lane then
        for i = 1, #fields, 2 do
            if fields[i] == 'entry' then
                return fields[i + 1]
            end
        end
    end
    return cmsgpack.pack(fields)
end

local function bury(ref, count, delete, meta)
    local refusal = unappendable(dead)
    if refusal then
        return refusal
    end
    local key, id = locate(ref)
    local fields, reply = held(key, id, ref, count)
    if not fields then
        return reply
    end
    local entry = original(key, fields)
    if redis.call('XACK', key, group, id) ~= 1 then
        return 0
    end
    redis.call('XADD', dead, '*', 'meta', meta, 'entry', entry)
    finish(key, id, ref)
    take_off(key, id, delete)
    return 1
end

local results = {}
for i = 3, #ARGV, 4 do
    results[#results + 1] = bury(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3])
end
return results
