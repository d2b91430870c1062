#!lua flags=allow-oom
-- Moves the group's position, and takes off the pending list what comes again for it.
-- KEYS: stream lane due attempts lost probe alive checkpoint   ARGV: group target resumed forced first count
--       target and resumed as in plan; forced is 1 to do it under running workers; first is 0 to go on with what was left
--       over from moving to this target, which is done only while nobody has read since; count limits what is taken off.
-- Reply: as that of plan, then 1 if something is left to be taken off, 0 if nothing is, -1 if nothing was done.
local stream, lane, due, attempts, lost, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local alive, checkpoint = KEYS[7], KEYS[8]
local group, target, resumed, forced, first, count = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local consumer = '~'
--#include lib_permissions
--#include lib_time
--#include lib_hold
--#include lib_ids
--#include lib_checkpoint
--#include lib_group
--#include lib_lag
--#include lib_living
--#include lib_plan

if not (redis.acl_check_cmd('XGROUP', 'SETID', stream, group, to) and redis.acl_check_cmd('SET', checkpoint, to)) then
    return redis.error_reply('NOPERM no permission to XGROUP SETID on ' .. stream .. ' or SET on ' .. checkpoint)
end
plan[8] = -1
if (living > 0 and forced ~= '1') or (first ~= '1' and from ~= to) then
    return plan
end
-- Fails before anything is changed where a key holds another type.
redis.call('ZCARD', due)
redis.call('HLEN', attempts)
redis.call('HLEN', probe)
redis.call('GET', lost)
if first == '1' then
    redis.call('XGROUP', 'SETID', stream, group, to)
end

plan[8] = 0
if first ~= '1' or before(to, from) then
    local page = redis.call('XPENDING', stream, group, '(' .. to, '+', count)
    for _, row in ipairs(page) do
        local ref = 'm:' .. row[1]
        if body(stream, row[1]) then
            redis.call('XACK', stream, group, row[1])
            forget(ref)
        else
            lose(stream, row[1], ref)
        end
    end
    plan[8] = #page == tonumber(count) and 1 or 0
end
redis.call('SET', checkpoint, settled_up_to(stream, group, to))
return plan
