-- What it means to move the group's position. Expects lib_ids, lib_group, lib_lag, lib_living and lib_time, the keys stream
-- and alive, group, target and resumed.
local read = group_at(stream)
if not read then
    return missing()
end
if target ~= '$' and not target:match('^%d+%-%d+$') then
    return redis.error_reply('ERR Not a position: ' .. target)
end
local info = fields(redis.call('XINFO', 'STREAM', stream))
local from, to = read['last-delivered-id'], target
local last = info['last-generated-id']
if to == '$' or before(last, to) then
    to = resumed == '1' and '0-0' or last -- who begins behind the end would miss what is to come
end

-- How many entries come after the lower id and not after the higher one, and whether there may be more.
local function between(low, low_told, high, high_told)
    local after_low, more_low = entries_after(stream, info, low, low_told)
    local after_high, more_high = entries_after(stream, info, high, high_told)
    if not (more_low or more_high) then
        return math.max(0, after_low - after_high), false
    end
    local count = #redis.call('XRANGE', stream, '(' .. low, high, 'COUNT', MOST)
    return count, count == MOST
end

-- At most how many are pending after the new position, and whether there may be fewer.
local function pending_after()
    local summary = redis.call('XPENDING', stream, group)
    if summary[1] == 0 or before(to, summary[2]) then
        return summary[1], false
    end
    local page = redis.call('XPENDING', stream, group, '(' .. to, '+', 1000)
    return #page < 1000 and #page or summary[1], #page == 1000
end

local again, settled, skipped, more = 0, 0, 0, false
if before(to, from) then
    again, more = between(to, nil, from, read.lag)
    local holding, fewer = pending_after()
    settled, more = math.max(0, again - holding), more or fewer
elseif before(from, to) then
    skipped, more = between(from, read.lag, to, nil)
end
local living = count_workers(now())
local plan = {from, to, again, settled, skipped, more and 1 or 0, living}
