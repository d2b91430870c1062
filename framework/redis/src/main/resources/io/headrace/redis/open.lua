#!lua
-- Creates a group, its lane and its registration where they are missing.
-- KEYS: stream lane groups   ARGV: group start
-- Reply: 1 if the group is new, 0 if it was there.
local stream, lane, groups = KEYS[1], KEYS[2], KEYS[3]
local group, start = ARGV[1], ARGV[2]

local function create(key, position)
    local reply = redis.pcall('XGROUP', 'CREATE', key, group, position, 'MKSTREAM')
    if not reply.err then
        return 1
    end
    if reply.err:find('BUSYGROUP', 1, true) then
        return 0
    end
    return reply
end

for _, key in ipairs({stream, lane}) do
    local kind = redis.call('TYPE', key).ok
    if kind ~= 'none' and kind ~= 'stream' then
        return redis.error_reply('WRONGTYPE ' .. key .. ' holds a ' .. kind)
    end
end
local replayed = create(lane, '0')
if type(replayed) == 'table' then
    return replayed
end
local created = create(stream, start)
if type(created) == 'table' then
    return created
end
redis.call('SADD', groups, group)
return created
