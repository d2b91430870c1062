-- Appends an entry. One key: the destination. Arguments: key time headers data.
kinds.emit = {
    validate = function(keys)
        return unappendable(keys[1])
    end,
    apply = function(keys, arguments)
        redis.call('XADD', keys[1], '*', 'key', arguments[1], 'time', arguments[2], 'headers', arguments[3],
            'data', arguments[4])
    end,
}
