package io.headrace.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headrace.broker.ResetPlan;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.Objects;

/** Moves a group's read position: the twin of {@code plan.lua} and {@code reset.lua}. For one call. */
final class Resetting {
    private static final String NOBODY = "~";

    private final GroupSpace group;
    private final MemoryGroup reading;
    private final MemoryStream stream;

    Resetting(GroupSpace group) {
        this.group = group;
        this.reading = group.group(Source.STREAM);
        this.stream = Objects.requireNonNull(group.space.stream(group.keys.stream()), "stream of a group");
    }

    ResetPlan plan(Start target) {
        MessageId from = reading.lastDelivered();
        MessageId to = GroupCommands.position(target, stream.lastId());
        if (to.compareTo(stream.lastId()) > 0) {
            to = target.resumed() ? MessageId.MIN : stream.lastId();
        }
        long again = stream.between(to, from);
        long now = group.space.nowMillis();
        return new ResetPlan(
                from, to, again, Math.max(0, again - pendingAfter(to).size()), stream.between(from, to), false, (int)
                        group.space.sortedSet(group.keys.alive()).members().stream()
                                .filter(lease -> lease.score() > now)
                                .count());
    }

    void move(ResetPlan plan) {
        checkTypes();
        reading.moveTo(plan.to());
        if (plan.to().compareTo(plan.from()) < 0) {
            for (MessageId id : pendingAfter(plan.to())) {
                withdraw(new EntryRef(Source.STREAM, id));
            }
        }
        group.space.putString(
                group.keys.checkpoint(), reading.checkpoint().toString().getBytes(US_ASCII));
    }

    private void checkTypes() {
        group.space.sortedSet(group.keys.due());
        group.space.hash(group.keys.attempts());
        group.space.hash(group.keys.probe());
        group.space.string(group.keys.lost());
    }

    private void withdraw(EntryRef ref) {
        if (group.body(ref) == null) {
            group.lose(ref, NOBODY);
        } else {
            group.ack(ref);
            group.forget(ref, NOBODY);
        }
    }

    private List<MessageId> pendingAfter(MessageId id) {
        return List.copyOf(reading.pending().tailMap(id, false).keySet());
    }
}
