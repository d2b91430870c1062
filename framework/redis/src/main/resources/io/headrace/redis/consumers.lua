#!lua flags=allow-oom,no-writes
-- The group's consumers, and workers that have a lease.
-- KEYS: stream lane alive   ARGV: group
-- Reply: for each {name, pending in the stream, pending in the lane, idle ms or -1, ms left of its lease or ''}.
local stream, lane, alive = KEYS[1], KEYS[2], KEYS[3]
local group = ARGV[1]
--#include lib_time
--#include lib_group

local consumers, by_name = {}, {}

local function consumer(name)
    if not by_name[name] then
        by_name[name] = {name, 0, 0, -1, ''}
        consumers[#consumers + 1] = by_name[name]
    end
    return by_name[name]
end

local function look(key, place)
    for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', key, group)) do
        local known = consumer(row[2])
        known[place] = row[4]
        known[4] = known[4] < 0 and row[6] or math.min(known[4], row[6])
    end
end

if not group_at(stream) then
    return missing()
end
look(stream, 2)
if group_at(lane) then
    look(lane, 3)
end
local at, leases = now(), redis.call('ZRANGE', alive, 0, -1, 'WITHSCORES')
for i = 1, #leases, 2 do
    consumer(leases[i])[5] = decimal(leases[i + 1] - at)
end
return consumers
