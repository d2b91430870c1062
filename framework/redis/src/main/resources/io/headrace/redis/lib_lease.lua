-- Leases of workers: alive has each consumer with the time until which it is alive. Expects lib_time, the keys alive and
-- control.

-- The time, for leases. Their clock stands still while nobody ticks: a gap since the last tick, or a clock that was set
-- back, moves every lease with it, so that none expires while its worker had no server to renew it at. What had expired
-- before is expired after.
local function lease_clock(period)
    local at = now()
    local gap = at - (redis.call('HGET', control, 'tick') or at)
    if gap < 0 or gap > 3 * period then
        local leases = redis.call('ZRANGE', alive, 0, -1, 'WITHSCORES')
        for i = 1, #leases, 2 do
            redis.call('ZADD', alive, decimal(leases[i + 1] + gap), leases[i])
        end
    end
    redis.call('HSET', control, 'tick', decimal(at))
    return at
end

-- true or false, or nil if the name is not known.
local function is_alive(name, at)
    local lease = redis.call('ZSCORE', alive, name)
    if lease then
        return tonumber(lease) > at
    end
end
