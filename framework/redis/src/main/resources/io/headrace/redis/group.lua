#!lua flags=allow-oom,no-writes
-- A group's figures at one moment, with what it has still to do.
-- KEYS: stream lane due attempts lost probe dead alive   ARGV: group
-- Reply: last delivered id, id up to which everything is settled, lag, lag of the lane, 1 if there may be more of these,
--        pending, parked, due, released, entries in the lane, dead, lost, workers alive, workers dead, the clock.
local stream, lane, due, lost, dead, alive = KEYS[1], KEYS[2], KEYS[3], KEYS[5], KEYS[7], KEYS[8]
local group = ARGV[1]
--#include lib_time
--#include lib_ids
--#include lib_checkpoint
--#include lib_group
--#include lib_lag
--#include lib_living

-- How many retries are due: a search by rank, since ZCOUNT is nothing that workers are granted.
local function due_by(at)
    local low, high = 0, redis.call('ZCARD', due)
    while low < high do
        local middle = math.floor((low + high) / 2)
        if tonumber(redis.call('ZRANGE', due, middle, middle, 'WITHSCORES')[2]) <= at then
            low = middle + 1
        else
            high = middle
        end
    end
    return low
end

local pending, by_name = 0, {['~retry'] = 0, ['~free'] = 0}

-- Adds what is pending at this key; returns how many entries are not delivered, and whether there may be more.
local function look(key, read)
    local summary = redis.call('XPENDING', key, group)
    pending = pending + summary[1]
    for _, row in ipairs(summary[4] or {}) do
        by_name[row[1]] = (by_name[row[1]] or 0) + row[2]
    end
    return entries_after(key, fields(redis.call('XINFO', 'STREAM', key)), read['last-delivered-id'], read.lag)
end

local read = group_at(stream)
if not read then
    return missing()
end
local lag, more = look(stream, read)
local lane_lag, more_lane, replayed = 0, false, group_at(lane)
if replayed then
    lane_lag, more_lane = look(lane, replayed)
end
local at = now()
local living, gone = count_workers(at)
local delivered = read['last-delivered-id']
return {delivered, settled_up_to(stream, group, delivered), lag, lane_lag, (more or more_lane) and 1 or 0, pending,
    by_name['~retry'], due_by(at), by_name['~free'], redis.call('XLEN', lane), redis.call('XLEN', dead),
    tonumber(redis.call('GET', lost) or '0'), living, gone, at}
