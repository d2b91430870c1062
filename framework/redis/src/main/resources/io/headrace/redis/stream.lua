#!lua flags=allow-oom,no-writes
-- A stream and its groups at one moment.
-- KEYS: stream groups   ARGV: none
-- Reply: 1 if the stream is there, its length, entries ever added, first id, last id, bytes or -1, {group on the server...},
--        {registered group...}.
local stream, groups = KEYS[1], KEYS[2]
local group = ''
--#include lib_group

local kind = redis.call('TYPE', stream).ok
local registered = redis.call('SMEMBERS', groups)
if kind == 'none' then
    return {0, 0, 0, '0-0', '0-0', -1, {}, registered}
end
if kind ~= 'stream' then
    return redis.error_reply('WRONGTYPE ' .. stream .. ' holds a ' .. kind)
end

local function may_measure()
    return redis.acl_check_cmd('MEMORY', 'USAGE', stream)
end
local bytes = -1
local known, allowed = pcall(may_measure) -- fails where the command was renamed
if known and allowed then
    bytes = redis.call('MEMORY', 'USAGE', stream) or -1
end
local info = fields(redis.call('XINFO', 'STREAM', stream))
local present = {}
for _, row in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    present[#present + 1] = row[2]
end
return {
    1,
    info.length,
    info['entries-added'],
    info['first-entry'] and info['first-entry'][1] or '0-0',
    info['last-generated-id'],
    bytes,
    present,
    registered,
}
