-- Whether an XADD would fail, asked before anything is changed: Lua has no rollback.
local unappendable_keys = {}

-- An error text if nothing can be appended at this key, else false.
local function unappendable(key)
    if unappendable_keys[key] == nil then
        local refusal = false
        local kind = redis.call('TYPE', key).ok
        if not redis.acl_check_cmd('XADD', key, '*', 'field', 'value') then
            refusal = 'NOPERM no permission to XADD to ' .. key
        elseif kind == 'stream' then
            local info = redis.call('XINFO', 'STREAM', key)
            for i = 1, #info, 2 do
                if info[i] == 'last-generated-id' and info[i + 1] == '18446744073709551615-18446744073709551615' then
                    refusal = 'ERR ' .. key .. ' has used up its ids'
                end
            end
        elseif kind ~= 'none' then
            refusal = 'WRONGTYPE ' .. key .. ' holds a ' .. kind
        end
        unappendable_keys[key] = refusal
    end
    return unappendable_keys[key]
end
