#!lua flags=allow-oom,no-writes
-- A page of what is pending, in order.
-- KEYS: stream lane due attempts lost probe   ARGV: group mark after count consumer
--       mark is m: for the stream, l: for the lane; consumer is '' for all.
-- Reply: for each {id, consumer, ms since it was delivered, deliveries, packed attempts or ''}.
local attempts = KEYS[4]
local group, mark, after, count, consumer = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local key = mark == 'l:' and KEYS[2] or KEYS[1]
local page
if consumer == '' then
    page = redis.call('XPENDING', key, group, '(' .. after, '+', count)
else
    page = redis.call('XPENDING', key, group, '(' .. after, '+', count, consumer)
end
for _, row in ipairs(page) do
    row[5] = redis.call('HGET', attempts, mark .. row[1]) or ''
end
return page
