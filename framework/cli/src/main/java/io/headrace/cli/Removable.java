package io.headrace.cli;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.StreamStatus;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.operate.GroupReport;
import io.headrace.operate.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many entries a trim removes at most. Exactly how many nobody can say before: they go in whole nodes, and the server does
 * not tell where one ends.
 */
final class Removable {
    private static final int MOST_READ = 200; // bodies, to count entries; as many as the server reads for a lag
    private static final int MOST_BYTES = 1 << 20; // of bodies; a page more is read at most
    private static final int PAGE = 20;

    private Removable() {}

    /**
     * By a rule that is lossy, what is above its length. By another one, what is before the first entry that is needed or too
     * young, counted if that is little; else what every group was given. {@code null} if a group is missing, since then it is
     * not known what that one needs.
     *
     * @param groups as they stood before {@code stream} did: what is appended in between then only adds to the bound
     */
    static @Nullable Long atMost(Operator operator, List<GroupReport> groups, StreamStatus stream, Retention rule) {
        return rule.isLossy()
                ? Long.valueOf(Math.max(0, stream.length() - rule.length()))
                : settled(operator, groups, stream, rule);
    }

    private static @Nullable Long settled(
            Operator operator, List<GroupReport> groups, StreamStatus stream, Retention rule) {
        MessageId bound = MessageId.MAX;
        long waiting = 0;
        for (GroupReport report : groups) {
            GroupStatus status = report.status();
            if (status == null) {
                return null;
            }
            MessageId young =
                    new MessageId(Math.max(0, status.nowMillis() - rule.age().toMillis()), 0);
            bound = least(bound, least(young, status.checkpoint()));
            waiting = Math.max(waiting, status.lag());
        }
        return groups.isEmpty() ? Long.valueOf(0) : before(bound, operator, stream, waiting);
    }

    private static long before(MessageId bound, Operator operator, StreamStatus stream, long waiting) {
        MessageId from = MessageId.MIN;
        long bytes = 0;
        for (long count = 0; count < MOST_READ && bytes < MOST_BYTES; count += PAGE) {
            EntryBatch page = operator.entries(stream.name(), from, PAGE);
            int older = older(page, bound);
            if (older < PAGE) {
                return count + older;
            }
            bytes += page.weight();
            from = page.id(PAGE - 1).next();
        }
        return stream.length() - waiting;
    }

    private static int older(EntryBatch page, MessageId bound) {
        int count = 0;
        while (count < page.size() && page.id(count).compareTo(bound) < 0) {
            count++;
        }
        return count;
    }

    private static MessageId least(MessageId one, MessageId other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
