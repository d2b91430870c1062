#!lua flags=allow-oom
-- Creates a group, its lane and its registration where they are missing.
-- KEYS: stream lane due attempts lost probe dead groups alive control checkpoint   ARGV: group start resumed
--       resumed is 1 for a start that does not count if the stream never had an id as high as that.
-- Reply: 1 if the group is new, 0 if it was there.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local dead, groups, alive, control, checkpoint = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local group, start, resumed = ARGV[1], ARGV[2], ARGV[3]
--#include lib_rights

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

--#include lib_ids
--#include lib_resume
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
