#!lua flags=allow-oom,no-writes
-- What a reset of the group's position would do.
-- KEYS: stream alive   ARGV: group target resumed
--       target is an id or $; resumed is 1 for one that does not count if the stream never had an id as high as that.
-- Reply: position, new position, entries to come again, those of them that were settled, entries to be skipped, 1 if there
--        may be more of these, workers alive.
local stream, alive = KEYS[1], KEYS[2]
local group, target, resumed = ARGV[1], ARGV[2], ARGV[3]
--#include lib_time
--#include lib_ids
--#include lib_group
--#include lib_lag
--#include lib_living
--#include lib_plan
return plan
