package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Names;
import io.headrace.redis.KeyScan.Found;
import io.headrace.redis.KeyScan.Search;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Finds streams by the sets that their groups are registered in. */
final class StreamFinder {
    private static final String PREFIX = "hr:";
    private static final String SUFFIX = ":groups";
    private static final Search REGISTRIES = new Search("Streams", PREFIX + "{*" + SUFFIX, "set", 1_000_000, 1000);
    private static final int MOST_GROUPS = 1000;

    private final Interview interview;

    StreamFinder(Interview interview) {
        this.interview = interview;
    }

    /** The streams, each with its registered groups. */
    CompletableFuture<Map<String, List<GroupRef>>> find() {
        Map<String, List<GroupRef>> groups = new TreeMap<>();
        return new KeyScan(interview).find(REGISTRIES).thenCompose(found -> {
            List<String> streams = streams(found);
            return InSequence.each(streams, stream -> groups(stream).thenAccept(refs -> groups.put(stream, refs)))
                    .thenApply(done -> groups);
        });
    }

    private List<String> streams(Found found) {
        if (!found.complete()) {
            interview.found(Finding.advice(
                    ErrorCode.NOT_CHECKED,
                    "Some streams of " + interview.address() + " could not be checked",
                    "it has too many keys or streams; " + found.keys().size() + " streams were found among the first "
                            + REGISTRIES.looked() + " keys",
                    "Keep streams in a database of their own, or examine them there"));
        }
        return found.keys().stream()
                .map(Replies::text)
                .flatMap(key -> stream(key).stream())
                .distinct()
                .toList();
    }

    /** The stream whose registry this is, if it is one. */
    static Optional<String> stream(String registry) {
        String base = registry.substring(PREFIX.length(), registry.length() - SUFFIX.length());
        int close = base.indexOf('}');
        if (close < 0) {
            return Optional.empty();
        }
        String stream = close == base.length() - 1
                ? base.substring(1, close)
                : base.substring(Math.min(base.length(), close + 2));
        return isStream(stream) && GroupKeys.groups(stream).equals(registry) ? Optional.of(stream) : Optional.empty();
    }

    private static boolean isStream(String name) {
        try {
            Names.stream(name);
            return true;
        } catch (HeadraceException notOurs) {
            return false;
        }
    }

    private CompletableFuture<List<GroupRef>> groups(String stream) {
        return groups(stream, "0", new ArrayList<>());
    }

    private CompletableFuture<List<GroupRef>> groups(String stream, String cursor, List<GroupRef> groups) {
        String registry = GroupKeys.groups(stream);
        Question question = Question.of(
                        "Registered groups", "+sscan", CommandType.SSCAN, registry, cursor, "COUNT", 100)
                .onKey(registry);
        return interview.ask(question).thenCompose(answer -> {
            answer.ifPresent(reply -> add(stream, Replies.list(reply.get(1)), groups));
            String next = answer.map(reply -> Replies.text(reply.get(0))).orElse("0");
            return next.equals("0") || groups.size() >= MOST_GROUPS
                    ? CompletableFuture.completedFuture(
                            groups.stream().distinct().toList())
                    : groups(stream, next, groups);
        });
    }

    private static void add(String stream, List<?> names, List<GroupRef> groups) {
        names.forEach(name -> ref(stream, Replies.text(name)).ifPresent(groups::add));
    }

    private static Optional<GroupRef> ref(String stream, String group) {
        try {
            return Optional.of(new GroupRef(stream, group));
        } catch (HeadraceException notOurs) {
            return Optional.empty();
        }
    }
}
