-- Finding and ending holds. Expects the keys stream, lane, due, attempts, lost and probe, group and consumer.

-- The key and the id behind a reference: m:<id> is in the stream, l:<id> in the lane.
local function locate(ref)
    return ref:sub(1, 1) == 'l' and lane or stream, ref:sub(3)
end

-- The server's delivery count if this holder has the entry, else nil.
local function deliveries(key, id, holder)
    local pending = redis.call('XPENDING', key, group, id, id, 1, holder)[1]
    return pending and pending[4]
end

-- The entry's field list, or nil if it was deleted or trimmed.
local function body(key, id)
    local entry = redis.call('XRANGE', key, id, id)[1]
    return entry and entry[2]
end

-- Removes the marker of a message that the consumer handled alone.
local function unmark(ref)
    if redis.call('HGET', probe, consumer) == ref then
        redis.call('HDEL', probe, consumer)
    end
end

local function forget(ref)
    redis.call('ZREM', due, ref)
    redis.call('HDEL', attempts, ref)
    unmark(ref)
end

-- Ends a hold on an entry whose body is gone; XCLAIM would drop it silently.
local function lose(key, id, ref)
    if redis.call('XACK', key, group, id) == 1 then
        redis.call('INCR', lost)
    end
    forget(ref)
end

-- The entry's field list if the consumer holds it since the delivery of this count, else nil and the reply: 0 or -1.
local function held(key, id, ref, count)
    if deliveries(key, id, consumer) ~= count then
        return nil, 0
    end
    local fields = body(key, id)
    if not fields then
        lose(key, id, ref)
        return nil, -1
    end
    return fields
end

-- Tidies up after the ack.
local function finish(key, id, ref)
    forget(ref)
    if key == lane then
        redis.call('XDEL', key, id)
    end
end
