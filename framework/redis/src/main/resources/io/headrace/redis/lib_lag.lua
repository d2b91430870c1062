-- How many entries a stream has after an id. Expects lib_ids.
local MOST = 200 -- bodies that are read to be counted

-- Their number, and whether there may be more. info is what XINFO STREAM says, told the lag by the server if it knows it.
local function entries_after(key, info, id, told)
    local first, last = info['first-entry'], info['last-entry']
    if not last or not before(id, last[1]) then
        return 0, false
    end
    if before(id, first[1]) then
        return info.length, false
    end
    if told then
        return math.max(1, math.min(told, info.length - 1)), false
    end
    local count = #redis.call('XRANGE', key, '(' .. id, '+', 'COUNT', MOST)
    return count, count == MOST
end
