-- The id up to which a group has settled everything, by the last id that was delivered to it. Expects lib_ids.
local function settled_up_to(key, name, last_delivered)
    local oldest = redis.call('XPENDING', key, name, '-', '+', 1)[1]
    if oldest and not before(last_delivered, oldest[1]) then
        return previous(oldest[1])
    end
    return last_delivered -- what is pending after it is delivered again, and so is what lies between
end
