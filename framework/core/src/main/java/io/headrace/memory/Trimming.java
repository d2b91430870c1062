package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Trimmed;
import io.headrace.message.MessageId;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Removes what nobody needs from a stream's beginning: the twin of {@code trim.lua}. */
final class Trimming {
    private final Keyspace space;
    private final String key;

    Trimming(Keyspace space, String key) {
        this.space = space;
        this.key = key;
    }

    Trimmed trim(Duration age) {
        MemoryStream stream = space.type(key).equals("stream") ? space.stream(key) : null;
        if (stream == null) {
            return Trimmed.NOTHING;
        }
        TreeMap<String, MessageId> needs = new TreeMap<>();
        for (String name : space.set(GroupKeys.groups(key)).members()) {
            byte[] known = space.string(GroupKeys.of(new GroupRef(key, name)).checkpoint());
            needs.put(name, known == null ? MessageId.MIN : MessageId.parse(new String(known, US_ASCII)));
        }
        stream.groups().forEach((name, group) -> needs.put(name, group.checkpoint()));
        if (needs.isEmpty()) {
            return Trimmed.NOTHING;
        }
        Map.Entry<String, MessageId> holder = Collections.min(needs.entrySet(), Map.Entry.comparingByValue());
        MessageId safe = holder.getValue();
        MessageId young = new MessageId(Math.max(0, space.nowMillis() - age.toMillis()), 0);
        return new Trimmed(
                stream.deleteBefore(young.compareTo(safe) < 0 ? young : safe), holder.getKey(), safe, needs.size());
    }

    long trimToLength(long length) {
        MemoryStream stream = space.stream(key);
        return stream == null ? 0 : stream.deleteAllBut(length);
    }
}
