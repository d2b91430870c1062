-- Whether the user may do all that the scripts and the readers do, asked before a group is used: what is refused later
-- may be refused half way. Expects the group's keys and its name.
local missing

local function needs(command, key, allowed)
    if not allowed then
        missing = missing or 'NOPERM no permission to ' .. command .. ' on ' .. key
    end
end

for _, key in ipairs({stream, lane}) do
    needs('XGROUP CREATE', key, redis.acl_check_cmd('XGROUP', 'CREATE', key, group, '0'))
    needs('XGROUP DELCONSUMER', key, redis.acl_check_cmd('XGROUP', 'DELCONSUMER', key, group, 'c'))
    needs('XREADGROUP', key, redis.acl_check_cmd('XREADGROUP', 'GROUP', group, 'c', 'STREAMS', key, '>'))
    needs('XACK', key, redis.acl_check_cmd('XACK', key, group, '0-1'))
    needs('XPENDING', key, redis.acl_check_cmd('XPENDING', key, group))
    needs('XCLAIM', key, redis.acl_check_cmd('XCLAIM', key, group, 'c', '0', '0-1'))
    needs('XRANGE', key, redis.acl_check_cmd('XRANGE', key, '-', '+'))
    needs('XINFO STREAM', key, redis.acl_check_cmd('XINFO', 'STREAM', key))
    needs('XAUTOCLAIM', key, redis.acl_check_cmd('XAUTOCLAIM', key, group, 'c', '0', '0-0'))
    needs('XINFO CONSUMERS', key, redis.acl_check_cmd('XINFO', 'CONSUMERS', key, group))
    needs('TYPE', key, redis.acl_check_cmd('TYPE', key))
    needs('XINFO GROUPS', key, redis.acl_check_cmd('XINFO', 'GROUPS', key))
end
needs('XINFO STREAM', dead, redis.acl_check_cmd('XINFO', 'STREAM', dead))
needs('TYPE', dead, redis.acl_check_cmd('TYPE', dead))
for _, key in ipairs({lane, dead}) do
    needs('XADD', key, redis.acl_check_cmd('XADD', key, '*', 'f', 'v'))
    needs('XDEL', key, redis.acl_check_cmd('XDEL', key, '0-1'))
    needs('XLEN', key, redis.acl_check_cmd('XLEN', key))
end
for _, key in ipairs({due, alive}) do
    needs('ZADD', key, redis.acl_check_cmd('ZADD', key, '0', 'm'))
    needs('ZREM', key, redis.acl_check_cmd('ZREM', key, 'm'))
    needs('ZRANGE', key, redis.acl_check_cmd('ZRANGE', key, '0', '0'))
    needs('ZRANGEBYSCORE', key, redis.acl_check_cmd('ZRANGEBYSCORE', key, '0', '1'))
    needs('ZSCORE', key, redis.acl_check_cmd('ZSCORE', key, 'm'))
end
needs('ZCARD', due, redis.acl_check_cmd('ZCARD', due))
needs('ZSCAN', due, redis.acl_check_cmd('ZSCAN', due, '0'))
for _, key in ipairs({attempts, probe, control}) do
    needs('HSET', key, redis.acl_check_cmd('HSET', key, 'f', 'v'))
    needs('HGET', key, redis.acl_check_cmd('HGET', key, 'f'))
    needs('HDEL', key, redis.acl_check_cmd('HDEL', key, 'f'))
end
needs('HLEN', attempts, redis.acl_check_cmd('HLEN', attempts))
needs('HSCAN', attempts, redis.acl_check_cmd('HSCAN', attempts, '0'))
needs('INCR', lost, redis.acl_check_cmd('INCR', lost))
needs('GET', lost, redis.acl_check_cmd('GET', lost))
needs('SET', checkpoint, redis.acl_check_cmd('SET', checkpoint, '0-0'))
needs('GET', checkpoint, redis.acl_check_cmd('GET', checkpoint))
needs('SADD', groups, redis.acl_check_cmd('SADD', groups, group))
needs('SCARD', groups, redis.acl_check_cmd('SCARD', groups))
needs('SISMEMBER', groups, redis.acl_check_cmd('SISMEMBER', groups, group))
needs('SMEMBERS', groups, redis.acl_check_cmd('SMEMBERS', groups))
needs('XTRIM', stream, redis.acl_check_cmd('XTRIM', stream, 'MINID', '~', '0-0'))
needs('TIME', stream, redis.acl_check_cmd('TIME'))
if missing then
    return redis.error_reply(missing)
end
