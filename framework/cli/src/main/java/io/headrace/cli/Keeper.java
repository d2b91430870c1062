package io.headrace.cli;

import io.headrace.broker.GroupStatus;
import io.headrace.message.MessageId;
import io.headrace.operate.GroupReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The group that keeps most of a stream from being trimmed.
 *
 * @param after the last id that it does not need; {@code null} if it is not on the server, where only workers find it
 */
record Keeper(String group, @Nullable MessageId after) {
    /** The one of these that has settled least, or {@code null} without groups. */
    static @Nullable Keeper of(List<GroupReport> groups) {
        Keeper keeper = null;
        MessageId least = MessageId.MAX;
        for (GroupReport report : groups) {
            GroupStatus status = report.status();
            if (status == null) {
                return new Keeper(report.group().name(), null);
            }
            if (keeper == null || status.checkpoint().compareTo(least) < 0) {
                least = status.checkpoint();
                keeper = new Keeper(report.group().name(), least);
            }
        }
        return keeper;
    }

    @Override
    public String toString() {
        return "group \"" + group + "\" keeps what is after "
                + (after == null ? "its checkpoint, which is not known here since the group is missing" : after);
    }
}
