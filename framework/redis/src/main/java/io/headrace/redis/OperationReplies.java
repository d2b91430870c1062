package io.headrace.redis;

import static io.headrace.redis.Replies.id;
import static io.headrace.redis.Replies.list;
import static io.headrace.redis.Replies.number;
import static io.headrace.redis.Replies.text;

import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.ResetPlan;
import io.headrace.broker.StreamPage;
import io.headrace.broker.StreamStatus;
import io.headrace.broker.StreamStatus.StreamGroup;
import io.headrace.message.EntryRef;
import io.headrace.message.Names;
import io.headrace.message.Source;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Turns the nested lists that operators' scripts reply into the port's values. */
final class OperationReplies {
    private OperationReplies() {}

    static StreamPage page(List<?> reply) {
        List<String> names = list(reply.get(1)).stream()
                .map(Replies::text)
                .filter(name -> Names.isStream(name) && !GroupKeys.isOwnStream(name))
                .toList();
        return new StreamPage(names, text(reply.get(0)));
    }

    static StreamStatus stream(String name, List<?> reply) {
        return new StreamStatus(
                name,
                number(reply.get(0)) == 1,
                number(reply.get(1)),
                number(reply.get(2)),
                id(reply.get(3)),
                id(reply.get(4)),
                number(reply.get(5)),
                groups(names(reply.get(6)), names(reply.get(7))));
    }

    private static List<StreamGroup> groups(Set<String> present, Set<String> registered) {
        Set<String> all = new TreeSet<>(present);
        all.addAll(registered);
        return all.stream()
                .map(name -> new StreamGroup(name, present.contains(name), registered.contains(name)))
                .toList();
    }

    private static Set<String> names(Object reply) {
        Set<String> names = new TreeSet<>();
        list(reply).forEach(name -> names.add(text(name)));
        return names;
    }

    static GroupStatus group(List<?> reply) {
        return new GroupStatus(
                id(reply.get(0)),
                id(reply.get(1)),
                number(reply.get(2)),
                number(reply.get(3)),
                number(reply.get(4)) == 1,
                number(reply.get(5)),
                number(reply.get(6)),
                number(reply.get(7)),
                number(reply.get(8)),
                number(reply.get(9)),
                number(reply.get(10)),
                number(reply.get(11)),
                (int) number(reply.get(12)),
                (int) number(reply.get(13)),
                number(reply.get(14)));
    }

    static List<ConsumerStatus> consumers(List<?> reply) {
        return reply.stream()
                .map(row -> consumer(list(row)))
                .filter(consumer -> !consumer.isEmptyShelf())
                .sorted(Comparator.comparing(ConsumerStatus::name))
                .toList();
    }

    private static ConsumerStatus consumer(List<?> row) {
        String lease = text(row.get(4));
        return ConsumerStatus.of(
                text(row.get(0)),
                number(row.get(1)),
                number(row.get(2)),
                number(row.get(3)),
                !lease.isEmpty(),
                lease.isEmpty() ? 0 : Long.parseLong(lease));
    }

    static List<PendingEntry> pending(Source source, List<?> reply) {
        return reply.stream()
                .map(Replies::list)
                .map(row -> new PendingEntry(
                        new EntryRef(source, id(row.get(0))),
                        text(row.get(1)),
                        number(row.get(2)),
                        (int) number(row.get(3)),
                        Replies.attempts((byte[]) row.get(4))))
                .toList();
    }

    static List<ParkedEntry> parked(List<?> reply) {
        return reply.stream()
                .map(Replies::list)
                .map(row -> new ParkedEntry(
                        EntryRef.parse(text(row.get(0))),
                        (long) Double.parseDouble(text(row.get(1))),
                        Replies.attempts((byte[]) row.get(2))))
                .toList();
    }

    static ResetPlan plan(List<?> reply) {
        return new ResetPlan(
                id(reply.get(0)),
                id(reply.get(1)),
                number(reply.get(2)),
                number(reply.get(3)),
                number(reply.get(4)),
                number(reply.get(5)) == 1,
                (int) number(reply.get(6)));
    }
}
