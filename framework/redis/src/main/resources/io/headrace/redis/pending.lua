#!lua flags=allow-oom,no-writes
-- A page of what is pending, in order.
-- KEYS: list attempts   ARGV: group mark after count consumer
--       list: the stream or the lane   mark: m: for the stream, l: for the lane   consumer is '' for all
-- Reply: for each {id, consumer, ms since it was delivered, deliveries, packed attempts or ''}.
local list, attempts = KEYS[1], KEYS[2]
local group, mark, after, count, consumer = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local page
if consumer == '' then
    page = redis.call('XPENDING', list, group, '(' .. after, '+', count)
else
    page = redis.call('XPENDING', list, group, '(' .. after, '+', count, consumer)
end
for _, row in ipairs(page) do
    row[5] = redis.call('HGET', attempts, mark .. row[1]) or ''
end
return page
