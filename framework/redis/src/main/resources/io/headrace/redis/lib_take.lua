-- Beginning a new hold. Expects lib_hold and lib_time; collects what was taken and what was lost.
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
