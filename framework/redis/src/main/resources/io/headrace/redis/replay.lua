#!lua
-- Moves a dead letter into its group's lane. Nothing is unpacked; everything that can fail comes before XDEL.
-- KEYS: dead lane   ARGV: id meta entry
-- Reply: 1 if moved, 0 if the dead letter was gone already.
local dead, lane = KEYS[1], KEYS[2]
--#include lib_append

local refusal = unappendable(lane)
if refusal then
    return redis.error_reply(refusal)
end
if redis.call('XDEL', dead, ARGV[1]) ~= 1 then
    return 0
end
redis.call('XADD', lane, '*', 'meta', ARGV[2], 'entry', ARGV[3])
return 1
