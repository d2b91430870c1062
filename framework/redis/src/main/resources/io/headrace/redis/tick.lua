#!lua flags=allow-oom
-- A worker's sign of life: renews its lease, names the dead, tells what there is to do.
-- KEYS: stream lane due attempts lost probe alive control checkpoint   ARGV: group consumer lease-ms period-ms joins
--       joins is 1 for a name that is new; a name that is not in alive has lost its lease else.
-- Reply: 1 (alive) or 0 (the lease is gone), {dead consumer...}, 1 if something is released, how much is parked,
--        milliseconds until the next retry, the clock, the checkpoint, 1 if it is time to sweep, the
--        operators' pause or an empty text.
local stream, lane, due = KEYS[1], KEYS[2], KEYS[3]
local alive, control, checkpoint = KEYS[7], KEYS[8], KEYS[9]
local group, consumer, lease, period, joins = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
--#include lib_time
--#include lib_due
--#include lib_lease
--#include lib_ids
--#include lib_checkpoint
--#include lib_unknown

-- Fails before anything is written where a group is missing.
local released = 0
for _, key in ipairs({stream, lane}) do
    released = redis.call('XPENDING', key, group, '-', '+', 1, '~free')[1] and 1 or released
end
local settled
for _, row in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    settled = row[2] == group and settled_up_to(stream, group, row[8]) or settled
end

local at = lease_clock(period)
local lives = is_alive(consumer, at)
if lives == nil then
    lives = joins == '1'
    redis.call('ZADD', alive, decimal(at), consumer) -- what a late read puts under a lost name will be found
end
if lives then
    redis.call('ZADD', alive, decimal(at + lease), consumer)
end

look_for_unknown(at, lease)
if redis.call('GET', checkpoint) ~= settled then
    redis.call('SET', checkpoint, settled)
end
return {
    lives and 1 or 0,
    redis.call('ZRANGEBYSCORE', alive, '-inf', decimal(at), 'LIMIT', 0, 16),
    released,
    redis.call('ZCARD', due),
    next_due(),
    at,
    settled,
    math.abs(at - (redis.call('HGET', control, 'swept') or 0)) >= 1000 and 1 or 0,
    redis.call('HGET', control, 'paused') or '',
}
