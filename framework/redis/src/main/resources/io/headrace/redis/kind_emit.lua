-- Appends an entry. One key: the destination. Arguments: the entry's names and values in turn.
kinds.emit = {
    validate = function(keys)
        return unappendable(keys[1])
    end,
    apply = function(keys, arguments)
        redis.call('XADD', keys[1], '*', unpack(arguments))
    end,
}
