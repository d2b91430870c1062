package io.headrace.broker;

import io.headrace.message.Names;

/** A consumer group of a stream. */
public record GroupRef(String stream, String group) {
    public GroupRef {
        Names.stream(stream);
        Names.group(group);
    }

    @Override
    public String toString() {
        return "group \"" + group + "\" of stream \"" + stream + '"';
    }
}
