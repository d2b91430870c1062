-- How runs through the dead letters stand: phase owner last cursor step moved missed failed at, one word each. Expects
-- lib_time and the key replays.

-- The words and the text, or nil if the run is not known.
local function standing(run)
    local text = redis.call('HGET', replays, run .. ':state')
    local words = {}
    for word in (text or ''):gmatch('%S+') do
        words[#words + 1] = word
    end
    return text and words, text
end

-- Stores how the run stands as of now; returns the text.
local function keep(run, words)
    words[9] = decimal(now())
    local text = table.concat(words, ' ')
    redis.call('HSET', replays, run .. ':state', text)
    return text
end
