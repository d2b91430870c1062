#!lua flags=allow-oom
-- Removes a consumer that holds nothing. XGROUP DELCONSUMER would drop what it holds.
-- KEYS: stream lane   ARGV: group consumer
-- Reply: 1 if it is gone, 0 if it still holds entries.
local stream, lane = KEYS[1], KEYS[2]
local group, consumer = ARGV[1], ARGV[2]

for _, key in ipairs({stream, lane}) do
    if redis.call('XPENDING', key, group, '-', '+', 1, consumer)[1] then
        return 0
    end
end
for _, key in ipairs({stream, lane}) do
    redis.call('XGROUP', 'DELCONSUMER', key, group, consumer)
end
return 1
