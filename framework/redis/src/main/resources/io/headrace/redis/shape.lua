#!lua flags=allow-oom,no-writes
-- The figures of a stream, without the entries that XINFO STREAM replies with them.
-- KEYS: stream   ARGV: none
-- Reply: length, id of the first entry or '', id of the last one that was ever added, how many were ever added, how many
--        groups there are; nothing if there is no stream.
local stream = KEYS[1]

if redis.call('TYPE', stream).ok ~= 'stream' then
    return {}
end
local info = {}
local flat = redis.call('XINFO', 'STREAM', stream)
for i = 1, #flat, 2 do
    info[flat[i]] = flat[i + 1]
end
local first = info['first-entry']
return {info.length, first and first[1] or '', info['last-generated-id'], info['entries-added'], info.groups}
