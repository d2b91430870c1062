#!lua flags=allow-oom
-- Removes what no group needs any more from the stream's beginning.
-- KEYS: stream groups, then the checkpoint of each registered group
-- ARGV: age in ms that entries reach at least, then the names of these groups
-- Reply: number of entries removed, or -1 if other groups are registered than those named; the group that needs the
--        oldest entry, or '' if there is no group; the id up to which that one has settled everything; how many groups
--        there are, on the server or by registration.
local stream, groups = KEYS[1], KEYS[2]
local age = tonumber(ARGV[1])
--#include lib_time
--#include lib_ids
--#include lib_checkpoint
local safe, holder

local function needs(name, id)
    if not safe or before(id, safe) then
        safe, holder = id, name
    end
end

local missing, count = {}, #ARGV - 1
for i = 2, #ARGV do
    missing[ARGV[i]] = KEYS[i + 1]
    if redis.call('SISMEMBER', groups, ARGV[i]) == 0 then
        return {-1, '', '0-0'}
    end
end
if redis.call('SCARD', groups) ~= #ARGV - 1 or redis.call('TYPE', stream).ok ~= 'stream' then
    return {-1, '', '0-0'}
end
for _, row in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    count = missing[row[2]] and count or count + 1
    missing[row[2]] = nil
    needs(row[2], settled_up_to(stream, row[2], row[8]))
end
for name, key in pairs(missing) do
    needs(name, redis.call('GET', key) or '0-0')
end
if not safe then
    return {0, '', '0-0', 0}
end
local young = decimal(math.max(0, now() - age)) .. '-0'
return {redis.call('XTRIM', stream, 'MINID', '~', before(young, safe) and young or safe), holder, safe, count}
