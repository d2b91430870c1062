#!lua
-- Acks messages one by one and applies the effects of each that this call acked.
-- KEYS: stream lane due attempts lost probe groups destination...
-- ARGV: group consumer, then one packed {ref, recorded, delete, {{kind, {key number...}, {argument...}}...}} for each
--       message; key numbers count from the first destination; recorded and delete are 1 or 0, delete as in bury.lua.
-- Reply: for each message 1 (done), 0 (superseded) or the text of a refusal.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local groups = KEYS[7]
local group, consumer = ARGV[1], ARGV[2]
--#include lib_permissions
--#include lib_hold
--#include lib_append
--#include lib_queue
local kinds = {}
--#include kinds

local function destinations(numbers)
    local keys = {}
    for i, number in ipairs(numbers) do
        keys[i] = KEYS[7 + number]
    end
    return keys
end

local function validate(effects)
    for _, effect in ipairs(effects) do
        effect[2] = destinations(effect[2])
        local refusal = kinds[effect[1]].validate(effect[2], effect[3])
        if refusal then
            return refusal
        end
    end
end

local function commit(ref, recorded, delete, effects)
    local refusal = validate(effects)
    if refusal then
        return refusal
    end
    local key, id = locate(ref)
    if redis.call('XACK', key, group, id) ~= 1 then
        return 0
    end
    for _, effect in ipairs(effects) do
        kinds[effect[1]].apply(effect[2], effect[3])
    end
    if recorded == '1' or key == lane then
        finish(key, id, ref)
    end
    take_off(key, id, delete)
    return 1
end

local results = {}
for i = 3, #ARGV do
    local message = cmsgpack.unpack(ARGV[i])
    results[i - 2] = commit(message[1], message[2], message[3], message[4])
end
return results
