-- Deleting what is settled from a stream that is used as a queue. Expects the keys stream and groups, and group.
local sole

-- Whether the caller's group is the only one, on the server and by registration: nobody else needs the entries.
local function is_sole()
    if sole == nil then
        sole = #redis.call('XINFO', 'GROUPS', stream) == 1 and redis.call('SCARD', groups) == 1
            and redis.call('SISMEMBER', groups, group) == 1
    end
    return sole
end

local function take_off(key, id, delete)
    if delete == '1' and key == stream and is_sole() then
        redis.call('XDEL', key, id)
    end
end
