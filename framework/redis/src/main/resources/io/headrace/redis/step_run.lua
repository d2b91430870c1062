#!lua
-- A step of a run: takes dead letters away and, if it replays, puts them into the group's lane. Nothing is unpacked;
-- everything that can fail comes before the first XDEL.
-- KEYS: dead lane replays
-- ARGV: run owner number cursor lane failed, then for each letter: id meta entry
--       number: one more than the steps taken so far   lane is 1 if it replays   failed: how many had to be left
-- Reply: how the run stands, nothing if it is not known. Other owners, phases and numbers change nothing.
local dead, lane, replays = KEYS[1], KEYS[2], KEYS[3]
local run, owner, number, cursor, replaying, failed = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5] == '1', ARGV[6]
--#include lib_time
--#include lib_append
--#include lib_run

local words, text = standing(run)
if not words or words[1] ~= 'RUNNING' or words[2] ~= owner or decimal(words[5] + 1) ~= number then
    return {text}
end
if not (redis.acl_check_cmd('XDEL', dead, '0-1') and redis.acl_check_cmd('HSET', replays, 'f', 'v')) then
    return redis.error_reply('NOPERM no permission to XDEL on ' .. dead .. ' or to HSET on ' .. replays)
end
local refusal = replaying and unappendable(lane)
if refusal then
    return redis.error_reply(refusal)
end
redis.call('XLEN', dead)

local moved, letters = 0, 0
for i = 7, #ARGV, 3 do
    letters = letters + 1
    if redis.call('XDEL', dead, ARGV[i]) == 1 then
        moved = moved + 1
        if replaying then
            redis.call('XADD', lane, '*', 'meta', ARGV[i + 1], 'entry', ARGV[i + 2])
        end
    end
end
words[4], words[5] = cursor, number
words[6] = decimal(words[6] + moved)
words[7] = decimal(words[7] + letters - moved)
words[8] = decimal(words[8] + failed)
return {keep(run, words)}
