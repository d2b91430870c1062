#!lua flags=allow-oom
-- Removes a consumer that holds nothing, with its lease. XGROUP DELCONSUMER would drop what it holds.
-- KEYS: stream lane alive probe   ARGV: group consumer
-- Reply: 1 if it is gone, 0 if it still holds entries.
local stream, lane, alive, probe = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, consumer = ARGV[1], ARGV[2]

for _, key in ipairs({stream, lane}) do
    if redis.call('XPENDING', key, group, '-', '+', 1, consumer)[1] then
        return 0
    end
end
for _, key in ipairs({stream, lane}) do
    redis.call('XGROUP', 'DELCONSUMER', key, group, consumer)
end
redis.call('ZREM', alive, consumer)
redis.call('HDEL', probe, consumer)
return 1
