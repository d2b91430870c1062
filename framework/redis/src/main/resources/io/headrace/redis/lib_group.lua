-- Looking at groups. Expects group.

-- A reply of names and values in turn, by name.
local function fields(reply)
    local named = {}
    for i = 1, #reply, 2 do
        named[reply[i]] = reply[i + 1]
    end
    return named
end

-- What the server says of the group at this key, or nil if it does not have it.
local function group_at(key)
    if redis.call('TYPE', key).ok == 'none' then
        return nil
    end
    for _, row in ipairs(redis.call('XINFO', 'GROUPS', key)) do
        if row[2] == group then
            return fields(row)
        end
    end
end

local function missing()
    return redis.error_reply('NOGROUP No such group ' .. group)
end
