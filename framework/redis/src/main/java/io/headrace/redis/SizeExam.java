package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Which of a stream's keys are large. */
final class SizeExam {
    private final Interview interview;
    private final Thresholds thresholds;

    SizeExam(Interview interview, Thresholds thresholds) {
        this.interview = interview;
        this.thresholds = thresholds;
    }

    CompletableFuture<Void> examine(StreamLook stream, List<GroupRef> groups) {
        String name = stream.stream();
        return size("stream", name, streamFix(stream))
                .thenCompose(done -> InSequence.each(groups, group -> ofGroup(GroupKeys.of(group), group.group())));
    }

    private CompletableFuture<Void> ofGroup(GroupKeys keys, String group) {
        String dead = Wording.word(keys.dead());
        String waiting = "Start workers of " + group + ": it shrinks as they handle what waits in it";
        String failing =
                "Mend what makes handlers of " + group + " fail: it shrinks as messages succeed or are given up";
        return InSequence.all(List.of(
                size(
                        "dead letters",
                        keys.dead(),
                        "Replay what matters, as docs/guides/dead-letters.md says; to forget the oldest for good, XTRIM "
                                + dead + " MAXLEN " + thresholds.deadLetters()),
                size("lane", keys.lane(), waiting),
                size("attempts", keys.attempts(), failing),
                size("due index", keys.due(), failing)));
    }

    private static String streamFix(StreamLook stream) {
        Optional<MessageId> settled = TrimExam.settledByAll(stream.groups());
        return settled.map(id -> "Give it a retention, or once by hand: XTRIM " + Wording.word(stream.stream())
                        + " MINID ~ " + id + " LIMIT 0, which removes what every group has settled")
                .orElse("Give it a retention that its groups can keep up with");
    }

    private CompletableFuture<Void> size(String kind, String key, String fix) {
        Question question = Question.of("Sizes of keys", "+memory|usage", CommandType.MEMORY, "USAGE", key)
                .onKey(key);
        return interview
                .value(question)
                .thenAccept(bytes -> bytes.map(Replies::number)
                        .filter(size -> size >= thresholds.keyBytes())
                        .ifPresent(size -> interview.found(Finding.advice(
                                ErrorCode.BIG_KEY,
                                "Key " + Wording.word(key) + " (" + kind + ") is large",
                                "about " + Wording.bytes(size) + "; it is slow to copy, to save and to delete",
                                fix))));
    }
}
