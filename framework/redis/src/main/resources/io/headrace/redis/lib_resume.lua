-- Where to begin. A group that was there before goes on where it was, whatever start says; a stream that never had an id as
-- high as that is another one, and is read from its beginning. Expects lib_ids, the keys stream and checkpoint, start and
-- resumed.
local function last_id()
    if redis.call('TYPE', stream).ok == 'none' then
        return '0-0'
    end
    local info = redis.call('XINFO', 'STREAM', stream)
    for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then
            return info[i + 1]
        end
    end
end

local known = redis.call('GET', checkpoint)
if known then
    start, resumed = known, '1'
end
if resumed == '1' and before(last_id(), start) then
    start = '0'
end
