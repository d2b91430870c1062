-- Refuses the whole call if the user may not do all that it can come to. Expects what lib_hold expects.
-- Lua has no rollback: a missing permission must show before anything is changed.
for _, key in ipairs({stream, lane}) do
    if not (redis.acl_check_cmd('XACK', key, group, '0-1') and redis.acl_check_cmd('XDEL', key, '0-1')
        and redis.acl_check_cmd('XCLAIM', key, group, '~', '0', '0-1')) then
        return redis.error_reply('NOPERM no permission to XACK, XDEL or XCLAIM on ' .. key)
    end
end
if not (redis.acl_check_cmd('HSET', attempts, 'f', 'v') and redis.acl_check_cmd('HDEL', attempts, 'f')
    and redis.acl_check_cmd('ZADD', due, '0', 'm') and redis.acl_check_cmd('ZREM', due, 'm')
    and redis.acl_check_cmd('INCR', lost) and redis.acl_check_cmd('HDEL', probe, 'f')) then
    return redis.error_reply('NOPERM no permission to HSET, HDEL, ZADD, ZREM or INCR on the keys of ' .. stream)
end
