package io.headrace.redis;

import io.headrace.broker.Diagnosis;
import io.headrace.broker.GroupRef;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every stream, looked at twice. */
final class StreamsExam {
    private static final int PENDING_LOOKED = 100;

    private final Interview interview;
    private final Diagnosis request;
    private final Map<String, StreamLook> firstLooks = new ConcurrentHashMap<>();

    StreamsExam(Interview interview, Diagnosis request) {
        this.interview = interview;
        this.request = request;
    }

    CompletableFuture<Void> examine() {
        return new StreamFinder(interview)
                .find()
                .thenCompose(streams -> now().thenCompose(now ->
                                InSequence.each(streams.entrySet(), each -> first(each.getKey(), each.getValue(), now)))
                        .thenCompose(done -> firstLooks.isEmpty() ? InSequence.nothing() : again(streams)));
    }

    /** The server's clock, or ours if it does not tell. */
    private CompletableFuture<Long> now() {
        return interview
                .ask(Question.of("The clock", "+time", CommandType.TIME))
                .thenApply(reply -> reply.map(Replies::millis).orElseGet(System::currentTimeMillis));
    }

    private CompletableFuture<Void> first(String stream, List<GroupRef> registered, long now) {
        request.progress().accept("stream " + stream);
        Looker looker = new Looker(interview, PENDING_LOOKED);
        GroupExam groups = new GroupExam(interview, request.thresholds(), looker, now);
        return looker.look(stream, registered).thenCompose(look -> {
            if (look.isEmpty()) {
                return InSequence.nothing();
            }
            StreamLook seen = look.get();
            firstLooks.put(stream, seen);
            new TrimExam(request.thresholds()).examine(seen).ifPresent(interview::found);
            List<GroupLook> ours =
                    seen.groups().stream().filter(GroupLook::registered).toList();
            return InSequence.each(ours, group -> groups.examine(seen, group))
                    .thenCompose(done -> new SizeExam(interview, request.thresholds()).examine(seen, registered));
        });
    }

    private CompletableFuture<Void> again(Map<String, List<GroupRef>> streams) {
        Duration between = request.between();
        request.progress().accept("backlogs, a second time after " + Wording.time(between));
        return CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(between.toNanos(), TimeUnit.NANOSECONDS))
                .thenCompose(done -> InSequence.each(firstLooks.values(), before -> second(before, streams)));
    }

    private CompletableFuture<Void> second(StreamLook before, Map<String, List<GroupRef>> streams) {
        return new Looker(interview, 1)
                .look(before.stream(), streams.getOrDefault(before.stream(), List.of()))
                .thenAccept(look ->
                        look.ifPresent(after -> interview.found(new TwoLooks(before, after, request).findings())));
    }
}
