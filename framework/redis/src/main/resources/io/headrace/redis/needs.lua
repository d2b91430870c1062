#!lua flags=allow-oom,no-writes
-- What a group still needs of its stream.
-- KEYS: stream   ARGV: group, the id last delivered to it, how many pending entries are looked at
-- Reply: the oldest pending id or '', the first id not delivered or '', and the ids looked at that have no entry.
local stream = KEYS[1]

local pending = redis.call('XPENDING', stream, ARGV[1], '-', '+', ARGV[3])
local fresh = redis.call('XRANGE', stream, '(' .. ARGV[2], '+', 'COUNT', '1')[1]
local reply = {pending[1] and pending[1][1] or '', fresh and fresh[1] or ''}
for _, row in ipairs(pending) do
    if #redis.call('XRANGE', stream, row[1], row[1]) == 0 then
        reply[#reply + 1] = row[1]
    end
end
return reply
