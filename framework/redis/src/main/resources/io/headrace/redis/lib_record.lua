-- Recording failures. Expects lib_hold.

-- What is recorded of the message: failures, time of the first, when it is due, last error.
local function recorded(ref, at)
    local packed = redis.call('HGET', attempts, ref)
    return packed and cmsgpack.unpack(packed) or {'0', decimal(at), '0', ''}, packed
end

-- Adds a failure; returns the record as it is stored.
local function record(ref, known, due_at, failure)
    local grown = cmsgpack.pack({decimal(known[1] + 1), known[2], decimal(due_at), failure})
    redis.call('HSET', attempts, ref, grown)
    return grown
end
