-- Workers of ours that hold something and were never seen to tick get one lease from now on. Expects lib_time and the keys
-- stream, lane, alive and control.
local function look_for_unknown(at, lease)
    if math.abs(at - (redis.call('HGET', control, 'looked') or 0)) < lease then
        return
    end
    redis.call('HSET', control, 'looked', decimal(at))
    for _, key in ipairs({stream, lane}) do
        for _, row in ipairs(redis.call('XINFO', 'CONSUMERS', key, group)) do
            if row[4] > 0 and row[2]:sub(1, 3) == 'hr-' and not redis.call('ZSCORE', alive, row[2]) then
                redis.call('ZADD', alive, decimal(at + lease), row[2])
            end
        end
    end
end
