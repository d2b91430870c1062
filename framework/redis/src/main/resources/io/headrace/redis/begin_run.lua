#!lua
-- Begins a run through the dead letters that there are now.
-- KEYS: dead replays   ARGV: owner account most
--       most: so many runs are kept; the oldest that does not go on makes room.
-- Reply: the run's id, how it stands.
local dead, replays = KEYS[1], KEYS[2]
local owner, account, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
--#include lib_time
--#include lib_run

local last = '0-0'
if redis.call('TYPE', dead).ok ~= 'none' then
    local info = redis.call('XINFO', 'STREAM', dead)
    for i = 1, #info, 2 do
        last = info[i] == 'last-generated-id' and info[i + 1] or last
    end
end
if redis.call('HLEN', replays) >= 2 * most then
    local known = {}
    for _, field in ipairs(redis.call('HKEYS', replays)) do
        known[#known + 1] = field:match('^(.*):state$')
    end
    table.sort(known)
    for _, run in ipairs(known) do
        if standing(run)[1] ~= 'RUNNING' then
            redis.call('HDEL', replays, run, run .. ':state')
            break
        end
    end
end

local at, number = decimal(now()), 0
while redis.call('HGET', replays, at .. '-' .. number) do
    number = number + 1
end
local run = at .. '-' .. number
redis.call('HSET', replays, run, account)
return {run, keep(run, {'RUNNING', owner, last, '0-0', '0', '0', '0', '0'})}
