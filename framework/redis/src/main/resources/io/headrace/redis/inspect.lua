#!lua flags=allow-oom,no-writes
-- The group's figures at one moment.
-- KEYS: stream lane due attempts lost probe dead   ARGV: group
-- Reply: {consumer, pending...} of the stream and the lane in turn, attempts, due, dead, lane, lost.
local stream, lane, due, attempts, lost, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[7]
local group = ARGV[1]

local pending = {}
for _, key in ipairs({stream, lane}) do
    for _, row in ipairs(redis.call('XPENDING', key, group)[4] or {}) do
        pending[#pending + 1] = row[1]
        pending[#pending + 1] = tonumber(row[2])
    end
end
return {
    pending,
    redis.call('HLEN', attempts),
    redis.call('ZCARD', due),
    redis.call('XLEN', dead),
    redis.call('XLEN', lane),
    tonumber(redis.call('GET', lost) or '0'),
}
