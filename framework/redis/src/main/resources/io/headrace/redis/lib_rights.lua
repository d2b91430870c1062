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
needs('ZADD', due, redis.acl_check_cmd('ZADD', due, '0', 'm'))
needs('ZREM', due, redis.acl_check_cmd('ZREM', due, 'm'))
needs('ZRANGE', due, redis.acl_check_cmd('ZRANGE', due, '0', '0'))
needs('ZRANGEBYSCORE', due, redis.acl_check_cmd('ZRANGEBYSCORE', due, '0', '1'))
needs('ZCARD', due, redis.acl_check_cmd('ZCARD', due))
needs('HSET', attempts, redis.acl_check_cmd('HSET', attempts, 'f', 'v'))
needs('HGET', attempts, redis.acl_check_cmd('HGET', attempts, 'f'))
needs('HDEL', attempts, redis.acl_check_cmd('HDEL', attempts, 'f'))
needs('HLEN', attempts, redis.acl_check_cmd('HLEN', attempts))
needs('INCR', lost, redis.acl_check_cmd('INCR', lost))
needs('GET', lost, redis.acl_check_cmd('GET', lost))
needs('SADD', groups, redis.acl_check_cmd('SADD', groups, group))
needs('TIME', stream, redis.acl_check_cmd('TIME'))
if missing then
    return redis.error_reply(missing)
end
