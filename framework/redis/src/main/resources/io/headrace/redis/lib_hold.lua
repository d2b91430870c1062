-- Finding, taking and ending holds. Expects the keys stream, lane, due, attempts, lost and the group's name.

-- The key and the id behind a reference: m:<id> is in the stream, l:<id> in the lane.
local function locate(ref)
    return ref:sub(1, 1) == 'l' and lane or stream, ref:sub(3)
end

-- The server's delivery count if this consumer holds the entry, else nil.
local function deliveries(key, id, consumer)
    local pending = redis.call('XPENDING', key, group, id, id, 1, consumer)[1]
    return pending and pending[4]
end

-- The entry's field list, or nil if it was deleted or trimmed.
local function body(key, id)
    local entry = redis.call('XRANGE', key, id, id)[1]
    return entry and entry[2]
end

local function forget(ref)
    redis.call('HDEL', attempts, ref)
    redis.call('ZREM', due, ref)
end

-- Ends a hold on an entry whose body is gone; XCLAIM would drop it silently.
local function lose(key, id, ref)
    if redis.call('XACK', key, group, id) == 1 then
        redis.call('INCR', lost)
    end
    forget(ref)
end

-- Tidies up after the ack.
local function finish(key, id, ref)
    forget(ref)
    if key == lane then
        redis.call('XDEL', key, id)
    end
end

local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function decimal(number)
    return string.format('%.0f', number)
end

-- Milliseconds until the next retry: 0 if overdue, -1 if there is none.
local function next_due()
    local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
    return first[2] and math.max(0, first[2] - now()) or -1
end
