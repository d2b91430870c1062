#!lua
-- Moves messages to the dead letters: the entry as it was, and the account of why.
-- KEYS: stream lane due attempts lost dead   ARGV: group consumer, then for each message: ref deliveries meta
-- Reply: for each message 1 (done), 0 (superseded), -1 (lost) or the text of a refusal.
local stream, lane, due, attempts, lost, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold
--#include lib_append

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

local function bury(ref, count, meta)
    local refusal = unappendable(dead)
    if refusal then
        return refusal
    end
    local key, id = locate(ref)
    if deliveries(key, id, consumer) ~= count then
        return 0
    end
    local fields = body(key, id)
    if not fields then
        lose(key, id, ref)
        return -1
    end
    local entry = original(key, fields)
    if redis.call('XACK', key, group, id) ~= 1 then
        return 0
    end
    redis.call('XADD', dead, '*', 'meta', meta, 'entry', entry)
    finish(key, id, ref)
    return 1
end

local results = {}
for i = 3, #ARGV, 3 do
    results[#results + 1] = bury(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2])
end
return results
