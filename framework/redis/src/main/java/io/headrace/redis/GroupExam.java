package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.redis.GroupLook.Needs;
import io.headrace.redis.StreamLook.Shape;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A registered group: whether it is there, whether somebody works, what it lost and gave up. */
final class GroupExam {
    private static final int MOST_WORKERS = 1000;
    private static final int MOST_IDS = 20;

    private final Interview interview;
    private final Thresholds thresholds;
    private final Looker looker;
    private final long now;

    /** An examination at this time of the server's clock. */
    GroupExam(Interview interview, Thresholds thresholds, Looker looker, long now) {
        this.interview = interview;
        this.thresholds = thresholds;
        this.looker = looker;
        this.now = now;
    }

    CompletableFuture<Void> examine(StreamLook stream, GroupLook group) {
        GroupRef ref = new GroupRef(stream.stream(), group.name());
        presence(ref, stream, group);
        group.needs().ifPresent(needs -> bodies(ref, needs));
        return workers(ref, group).thenCompose(done -> lost(ref)).thenCompose(done -> deadLetters(ref));
    }

    private void presence(GroupRef ref, StreamLook stream, GroupLook group) {
        if (!group.exists()) {
            MessageId last = stream.shape().map(Shape::last).orElse(MessageId.MIN);
            MessageId from = last.compareTo(group.delivered()) < 0 ? MessageId.MIN : group.delivered();
            interview.found(new Finding(
                    ErrorCode.GROUP_MISSING,
                    name(ref) + " is registered, but not on the server",
                    "somebody destroyed it, or the stream; nothing is delivered, and nothing after its checkpoint "
                            + group.delivered() + " may be trimmed",
                    "Start a worker of it, or XGROUP CREATE " + words(ref) + " " + from
                            + " MKSTREAM; if it is given up, " + unregister(ref)));
        }
    }

    private void bodies(GroupRef ref, Needs needs) {
        if (!needs.bodiless().isEmpty()) {
            interview.found(new Finding(
                    ErrorCode.BODY_MISSING,
                    name(ref) + " has pending entries that somebody trimmed or deleted",
                    needs.bodiless().size() + " of the first that are pending; they cannot be handled any more",
                    "Start a worker, whose sweep counts them lost and removes them, or XACK " + words(ref) + " "
                            + ids(needs.bodiless())));
        }
    }

    private CompletableFuture<Void> workers(GroupRef ref, GroupLook group) {
        return interview.ask(alive(ref)).thenCompose(reply -> {
            if (reply.isEmpty()) {
                return InSequence.nothing();
            }
            Set<String> workers = reply.get().stream().map(Replies::text).collect(Collectors.toSet());
            if (workers.isEmpty() && group.backlog() > 0) {
                interview.found(nobody(ref, group));
            }
            return new ConsumerExam(interview, thresholds, ref, workers).examine(group);
        });
    }

    private Question alive(GroupRef ref) {
        String alive = GroupKeys.of(ref).alive();
        return Question.of(
                        "Live workers",
                        "+zrangebyscore",
                        CommandType.ZRANGEBYSCORE,
                        alive,
                        now,
                        "+inf",
                        "LIMIT",
                        0,
                        MOST_WORKERS)
                .onKey(alive);
    }

    private Finding nobody(GroupRef ref, GroupLook group) {
        return new Finding(
                ErrorCode.NO_WORKER,
                name(ref) + " has a backlog and no worker",
                Wording.count(group.pending(), "message") + " pending, "
                        + group.lag().map(lag -> Wording.count(lag, "message")).orElse("some")
                        + " not delivered, and no lease runs; nobody handles them",
                "Start a worker of " + ref.group() + "; if it is given up, XGROUP DESTROY " + words(ref) + " and "
                        + unregister(ref));
    }

    private CompletableFuture<Void> lost(GroupRef ref) {
        String key = GroupKeys.of(ref).lost();
        return interview
                .value(Question.of("Lost entries", "+get", CommandType.GET, key).onKey(key))
                .thenAccept(value -> value.map(digits -> Long.parseLong(Replies.text(digits)))
                        .filter(lost -> lost > 0)
                        .ifPresent(lost -> interview.found(ofLost(ref, key, lost))));
    }

    private Finding ofLost(GroupRef ref, String key, long lost) {
        return new Finding(
                ErrorCode.ENTRIES_LOST,
                name(ref) + " has lost messages",
                Wording.entries(lost)
                        + " found pending without a body: somebody trimmed or deleted what was not handled yet",
                "Take MAXLEN, XTRIM and XDEL out of other programs; when that is done, DEL " + Wording.word(key));
    }

    private CompletableFuture<Void> deadLetters(GroupRef ref) {
        String key = GroupKeys.of(ref).dead();
        return looker.shape(key)
                .thenAccept(reply -> reply.flatMap(Shape::parse)
                        .filter(shape -> shape.length() > 0)
                        .flatMap(shape -> ofDeadLetters(ref, key, shape))
                        .ifPresent(interview::found));
    }

    private Optional<Finding> ofDeadLetters(GroupRef ref, String key, Shape dead) {
        Duration age = Duration.ofMillis(Math.max(0, now - dead.first().millis()));
        boolean old = age.compareTo(thresholds.deadLetterAge()) > 0;
        if (!old && dead.length() <= thresholds.deadLetters()) {
            return Optional.empty();
        }
        String forget = old
                ? "MINID " + Math.max(0, now - thresholds.deadLetterAge().toMillis())
                : "MAXLEN " + thresholds.deadLetters();
        return Optional.of(Finding.advice(
                ErrorCode.DEAD_LETTERS,
                "Dead letters of " + ref + " pile up",
                Wording.count(dead.length(), "dead letter") + ", the oldest of "
                        + Instant.ofEpochMilli(dead.first().millis()) + "; each is a message that nobody has handled",
                "Replay what matters, as docs/guides/dead-letters.md says; to forget the oldest for good, XTRIM "
                        + Wording.word(key) + " " + forget));
    }

    private static String ids(List<MessageId> ids) {
        return ids.stream().limit(MOST_IDS).map(MessageId::toString).collect(Collectors.joining(" "));
    }

    static String name(GroupRef ref) {
        String name = ref.toString();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Stream and group, as the server's commands take them. */
    static String words(GroupRef ref) {
        return Wording.word(ref.stream()) + " " + ref.group();
    }

    private static String unregister(GroupRef ref) {
        return "SREM " + Wording.word(GroupKeys.groups(ref.stream())) + " " + ref.group();
    }
}
