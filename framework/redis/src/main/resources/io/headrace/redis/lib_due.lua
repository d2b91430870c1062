-- Milliseconds until the next retry: 0 if overdue, -1 if there is none. Expects lib_time and the key due.
local function next_due()
    local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
    return first[2] and math.max(0, first[2] - now()) or -1
end
