-- The steps that keep the index of retries and the records in line with the pending list. Expects lib_hold, lib_record, at,
-- lease, count, restored and the key control.
local function cursor(field, first)
    return redis.call('HGET', control, field) or first
end

-- The pending list is the truth; the index of retries is made from it.
local function restore(mark, key)
    local parked = redis.call('XPENDING', key, group, cursor(mark .. 'parked', '-'), '+', count, '~retry')
    for _, row in ipairs(parked) do
        local ref = mark .. row[1]
        if not redis.call('ZSCORE', due, ref) then
            local known, packed = recorded(ref)
            redis.call('ZADD', due, packed and known[3] or decimal(at + lease), ref)
            restored = restored + 1
        end
    end
    local last = parked[tonumber(count)]
    redis.call('HSET', control, mark .. 'parked', last and '(' .. last[1] or '-')
end

-- What is remembered of messages that are no longer pending.
local function tidy(field, page)
    redis.call('HSET', control, field, page[1])
    for i = 1, #page[2], 2 do
        local key, id = locate(page[2][i])
        if not redis.call('XPENDING', key, group, id, id, 1)[1] then
            forget(page[2][i])
        end
    end
end
