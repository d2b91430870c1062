-- Where to resume: a stream that never had an id as high as the start is another one, and is read from its beginning.
-- Expects the stream, start and resumed.

-- Whether one decimal number is below another; both may exceed what Lua counts exactly.
local function below(a, b)
    return #a < #b or (#a == #b and a < b)
end

local function last_id()
    if redis.call('TYPE', stream).ok == 'none' then
        return '0', '0'
    end
    local info = redis.call('XINFO', 'STREAM', stream)
    for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then
            return info[i + 1]:match('(%d+)-(%d+)')
        end
    end
end

if resumed == '1' then
    local millis, sequence = last_id()
    local start_millis, start_sequence = start:match('(%d+)-(%d+)')
    if below(millis, start_millis) or (millis == start_millis and below(sequence, start_sequence)) then
        start = '0'
    end
end
