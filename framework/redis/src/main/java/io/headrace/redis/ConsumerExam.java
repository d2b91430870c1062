package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Which consumers of a group hold entries and do nothing about it. */
final class ConsumerExam {
    private static final Set<String> RESERVED = Set.of(GroupState.RETRY, GroupState.FREE, "~sweep");
    private static final String OURS = "hr-";
    private static final int MOST_CONSUMERS = 1000;
    private static final int NAMED = 10;
    private static final int AT_ONCE = 20;

    private final Interview interview;
    private final Thresholds thresholds;
    private final GroupRef ref;
    private final Set<String> workers;

    /** {@code workers} are those whose lease runs. */
    ConsumerExam(Interview interview, Thresholds thresholds, GroupRef ref, Set<String> workers) {
        this.interview = interview;
        this.thresholds = thresholds;
        this.ref = ref;
        this.workers = workers;
    }

    CompletableFuture<Void> examine(GroupLook group) {
        if (!group.exists() || group.pending() == 0) {
            return InSequence.nothing();
        }
        if (group.consumers() > MOST_CONSUMERS) {
            interview.found(tooMany(group.consumers()));
            return InSequence.nothing();
        }
        Question question = Question.of(
                        "Consumers", "+xinfo|consumers", CommandType.XINFO, "CONSUMERS", ref.stream(), ref.group())
                .onKey(ref.stream());
        return interview
                .ask(question)
                .thenCompose(reply -> InSequence.each(idle(reply.orElse(List.of())), this::judge));
    }

    private List<Idle> idle(List<Object> rows) {
        return rows.stream()
                .map(row -> Idle.parse(Fields.ofPairs(Replies.list(row))))
                .filter(each -> each.pending() > 0 && !RESERVED.contains(each.name()))
                .filter(each -> each.time().compareTo(thresholds.idle()) > 0)
                .limit(NAMED)
                .toList();
    }

    private CompletableFuture<Void> judge(Idle idle) {
        if (!idle.name().startsWith(OURS)) {
            return foreign(idle);
        }
        String fix = workers.contains(idle.name())
                ? "Its handlers do not return, or handling pauses: see its log and its health, and take a thread dump by jstack"
                : "It is dead: start a worker of " + ref.group() + ", which takes over what it holds";
        interview.found(finding(idle, "Worker", fix));
        return InSequence.nothing();
    }

    private CompletableFuture<Void> foreign(Idle idle) {
        Question question = Question.of(
                        "Entries of foreign consumers",
                        "+xpending",
                        CommandType.XPENDING,
                        ref.stream(),
                        ref.group(),
                        "-",
                        "+",
                        AT_ONCE,
                        idle.name())
                .onKey(ref.stream());
        return interview.ask(question).thenAccept(reply -> {
            String ids = reply.orElse(List.of()).stream()
                    .map(row -> Replies.text(Replies.list(row).get(0)))
                    .collect(Collectors.joining(" "));
            if (!ids.isEmpty()) {
                interview.found(finding(idle, "Foreign consumer", handOver(ids)));
            }
        });
    }

    private String handOver(String ids) {
        return "Start that program again; or hand its entries to Headrace, " + AT_ONCE + " at a time: XCLAIM "
                + GroupExam.words(ref) + " " + GroupState.FREE + " "
                + thresholds.idle().toMillis() + " " + ids
                + " JUSTID";
    }

    private Finding finding(Idle idle, String whose, String fix) {
        return new Finding(
                ErrorCode.IDLE_CONSUMER,
                whose + " \"" + idle.name() + "\" of " + ref + " holds entries and is idle",
                Wording.entries(idle.pending()) + " pending, and it has asked for" + " none for "
                        + Wording.time(idle.time()),
                fix);
    }

    private Finding tooMany(long consumers) {
        return Finding.advice(
                ErrorCode.NOT_CHECKED,
                "Consumers of " + ref + " could not be checked",
                Wording.count(consumers, "consumer") + " are too many to list",
                "XGROUP DELCONSUMER those that hold nothing");
    }

    private record Idle(String name, long pending, Duration time) {
        static Idle parse(Map<String, Object> row) {
            return new Idle(
                    Fields.text(row, "name"),
                    Fields.number(row, "pending"),
                    Duration.ofMillis(Fields.number(row, "idle")));
        }
    }
}
