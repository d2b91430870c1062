-- The id up to which a group has settled everything, by the last id that was delivered to it. Expects lib_ids.
local function settled_up_to(key, name, last_delivered)
    local oldest = redis.call('XPENDING', key, name, '-', '+', 1)[1]
    return oldest and previous(oldest[1]) or last_delivered
end
