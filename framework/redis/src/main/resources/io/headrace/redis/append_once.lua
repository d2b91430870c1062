#!lua
-- Appends each entry unless its id was used before, and remembers the id for a while.
-- KEYS: stream, then the dedup key of each entry
-- ARGV: for each entry: window in ms, number of names and values, these
-- Reply: for each entry its id on the stream, or the text of a refusal.
local stream = KEYS[1]
--#include lib_append

local function unrememberable(key)
    if not (redis.acl_check_cmd('TYPE', key) and redis.acl_check_cmd('GET', key)
        and redis.acl_check_cmd('PEXPIRE', key, '1') and redis.acl_check_cmd('SET', key, '0-1', 'PX', '1')) then
        return 'NOPERM no permission to TYPE, GET, PEXPIRE or SET ' .. key
    end
    local kind = redis.call('TYPE', key).ok
    if kind ~= 'none' and kind ~= 'string' then
        return 'WRONGTYPE ' .. key .. ' holds a ' .. kind
    end
end

local function append_once(key, window, first, last)
    local refusal = unrememberable(key)
    if refusal then
        return refusal
    end
    local known = redis.call('GET', key)
    if known then
        if not known:find('^%d+%-%d+$') then
            return 'ERR ' .. key .. ' holds no id'
        end
        -- A write, so that a WAIT on this connection covers what another connection appended.
        redis.call('PEXPIRE', key, window)
        return known
    end
    refusal = unappendable(stream)
    if refusal then
        return refusal
    end
    local id = redis.pcall('XADD', stream, '*', unpack(ARGV, first, last))
    if id.err then
        return id.err
    end
    redis.call('SET', key, id, 'PX', window)
    return id
end

local results = {}
local at = 1
for i = 2, #KEYS do
    local last = at + 1 + ARGV[at + 1]
    results[i - 1] = append_once(KEYS[i], ARGV[at], at + 2, last)
    at = last + 1
end
return results
