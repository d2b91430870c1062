package io.headrace.redis;

import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.redis.GroupLook.Needs;
import io.headrace.redis.StreamLook.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a second look at a stream tells that the first one could not. */
final class TwoLooks {
    private final StreamLook before;
    private final StreamLook after;
    private final Diagnosis request;

    TwoLooks(StreamLook before, StreamLook after, Diagnosis request) {
        this.before = before;
        this.after = after;
        this.request = request;
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        for (GroupLook then : before.groups()) {
            after.group(then.name())
                    .filter(now -> then.exists() && now.exists())
                    .ifPresent(now -> {
                        growth(then, now).ifPresent(found::add);
                        cut(then, now).ifPresent(found::add);
                    });
        }
        return found;
    }

    private Optional<Finding> growth(GroupLook then, GroupLook now) {
        boolean known = then.lag().isPresent() && now.lag().isPresent();
        if (!now.registered()
                || !known
                || now.backlog() - then.backlog() < request.thresholds().growth()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                ErrorCode.BACKLOG_GROWS,
                "The backlog of " + ref(now) + " grows",
                "from " + Wording.count(then.backlog(), "message") + " to " + now.backlog() + " between two looks, "
                        + Wording.time(request.between()) + " apart: more is sent than handled",
                "Raise the handler's concurrency, or start another worker of " + now.name()));
    }

    /**
     * Entries were added, yet there are no more than before, and the stream begins behind one that the group needed. That
     * is no trim of ours, which keeps what a group needs.
     */
    private Optional<Finding> cut(GroupLook then, GroupLook now) {
        if (before.shape().isEmpty() || after.shape().isEmpty()) {
            return Optional.empty();
        }
        Shape old = before.shape().get();
        Shape young = after.shape().get();
        boolean isTrimmed = young.added() > old.added() && young.length() <= old.length();
        return isTrimmed ? needed(then, now, young.first()).map(id -> cut(ref(now), id, young)) : Optional.empty();
    }

    /** An entry before the stream's beginning that the group has not settled, and which was there at the first look. */
    private Optional<MessageId> needed(GroupLook then, GroupLook now, MessageId first) {
        Optional<MessageId> pending = now.needs().flatMap(Needs::oldestPending).filter(id -> wasThere(then, id));
        Optional<MessageId> undelivered = then.needs()
                .flatMap(Needs::firstUndelivered)
                .filter(id -> now.delivered().compareTo(id) < 0);
        return pending.filter(id -> id.compareTo(first) < 0)
                .or(() -> undelivered.filter(id -> id.compareTo(first) < 0));
    }

    private boolean wasThere(GroupLook then, MessageId id) {
        boolean wasGone =
                then.needs().filter(needs -> needs.bodiless().contains(id)).isPresent();
        return !wasGone
                && before.shape()
                        .filter(shape -> shape.first().compareTo(id) <= 0)
                        .isPresent();
    }

    private Finding cut(String group, MessageId id, Shape young) {
        String stream = Wording.word(after.stream());
        return new Finding(
                ErrorCode.TRIMMED_TOO_EARLY,
                "Somebody trims what " + group + " needs",
                "between two looks entries were added and as many others went: it begins at " + young.first()
                        + " now, but " + id + " was not settled yet; such messages are lost",
                "Take MAXLEN and MINID out of the program that sends or trims; redis-cli MONITOR shows for a moment who"
                        + " names " + stream + " with XADD or XTRIM; if it is lossyMaxLen, it is as you wished");
    }

    private String ref(GroupLook group) {
        return "group \"" + group.name() + "\" of stream \"" + after.stream() + '"';
    }
}
