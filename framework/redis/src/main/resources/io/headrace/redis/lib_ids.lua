-- Ids are pairs of 64-bit numbers, which Lua cannot count exactly: they are compared and counted as decimal text.

local function below(a, b)
    return #a < #b or (#a == #b and a < b)
end

-- Whether one id comes before another.
local function before(a, b)
    local a_millis, a_sequence = a:match('(%d+)-(%d+)')
    local b_millis, b_sequence = b:match('(%d+)-(%d+)')
    return below(a_millis, b_millis) or (a_millis == b_millis and below(a_sequence, b_sequence))
end

local function minus_one(digits)
    local head, zeros = digits:match('^(.-)(0*)$')
    local less = head:sub(1, -2) .. (head:sub(-1) - 1) .. zeros:gsub('0', '9')
    return (less:gsub('^0+(%d)', '%1'))
end

-- The id before this one, which must not be the first.
local function previous(id)
    local millis, sequence = id:match('(%d+)-(%d+)')
    if sequence ~= '0' then
        return millis .. '-' .. minus_one(sequence)
    end
    return minus_one(millis) .. '-18446744073709551615'
end
