-- How many workers have a lease that runs, and how many have one that has run out. Expects the key alive.
local function count_workers(at)
    local living, leases = 0, redis.call('ZRANGE', alive, 0, -1, 'WITHSCORES')
    for i = 2, #leases, 2 do
        living = tonumber(leases[i]) > at and living + 1 or living
    end
    return living, #leases / 2 - living
end
