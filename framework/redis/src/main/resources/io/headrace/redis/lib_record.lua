-- What is recorded of a message: failures, time of the first, when it is due, last error, crashes, convictions. Expects
-- lib_hold and lib_time.
local function recorded(ref)
    local packed = redis.call('HGET', attempts, ref)
    local known = packed and cmsgpack.unpack(packed) or {'0', '0', '0', ''}
    known[5] = known[5] or '0' -- records of the first version end before
    known[6] = known[6] or '0'
    return known, packed
end

-- Stores the record; returns it as it is stored.
local function store(ref, known)
    local packed = cmsgpack.pack(known)
    redis.call('HSET', attempts, ref, packed)
    return packed
end

-- Adds a failure.
local function record(ref, known, at, due_at, failure)
    if known[1] == '0' then
        known[2] = decimal(at)
    end
    known[1], known[3], known[4] = decimal(known[1] + 1), decimal(due_at), failure
    return store(ref, known)
end
