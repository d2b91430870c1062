#!lua flags=allow-oom
-- Resumes, cancels or finishes a run through the dead letters.
-- KEYS: replays   ARGV: run turn owner
--       turn: RESUME, under this owner; CANCEL; or FINISH, if it is this owner's
-- Reply: how the run stands, nothing if it is not known. A turn that does not suit its phase changes nothing.
local replays = KEYS[1]
local run, turn, owner = ARGV[1], ARGV[2], ARGV[3]
--#include lib_time
--#include lib_run

local words, text = standing(run)
if not words then
    return {}
end
local phase = words[1]
if turn == 'RESUME' and phase ~= 'DONE' then
    words[1], words[2] = 'RUNNING', owner
elseif turn == 'CANCEL' and phase == 'RUNNING' then
    words[1] = 'CANCELLED'
elseif turn == 'FINISH' and phase == 'RUNNING' and words[2] == owner then
    words[1] = 'DONE'
else
    return {text}
end
return {keep(run, words)}
