#!lua flags=allow-oom,no-writes
-- A page of the index of retries, in the order in which they are due.
-- KEYS: due attempts   ARGV: place of the first, from 0; count
-- Reply: for each {ref, when it is due, packed attempts or ''}.
local due, attempts = KEYS[1], KEYS[2]

local rows = {}
local page = redis.call('ZRANGE', due, ARGV[1], ARGV[1] + ARGV[2] - 1, 'WITHSCORES')
for i = 1, #page, 2 do
    rows[#rows + 1] = {page[i], page[i + 1], redis.call('HGET', attempts, page[i]) or ''}
end
return rows
