-- Beginning a new hold. Expects lib_hold and the consumer's name; collects what was taken and what was lost.
local taken, gone = {}, {}

-- Takes an entry whose last hold had this delivery count; the caller has checked who holds it.
local function take(key, id, ref, count)
    local fields = body(key, id)
    if not fields then
        lose(key, id, ref)
        gone[#gone + 1] = ref
        return
    end
    redis.call('XCLAIM', key, group, consumer, '0', id, 'RETRYCOUNT', count + 1, 'JUSTID')
    taken[#taken + 1] = {ref, count + 1, redis.call('HGET', attempts, ref) or '', fields}
end

-- {id, 1 if it is pending itself, 0 if everything up to it is settled}: the group's oldest pending id, else the last one
-- delivered to it.
local function frontier()
    local oldest = redis.call('XPENDING', stream, group, '-', '+', 1)[1]
    if oldest then
        return {oldest[1], 1}
    end
    for _, row in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
        if row[2] == group then
            return {row[8], 0}
        end
    end
end
