package io.headrace.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Walks over the keys of a server, in small steps and not for ever. */
final class KeyScan {
    private static final int STEP = 1000;

    private final Interview interview;

    KeyScan(Interview interview) {
        this.interview = interview;
    }

    /**
     * What to look for.
     *
     * @param subject what it is about, for people
     * @param pattern of the keys' names
     * @param type    of the keys, or empty for any
     * @param looked  how many keys are looked at, at most
     * @param enough  how many are found, about
     */
    record Search(String subject, String pattern, String type, long looked, int enough) {
        private int step() {
            return (int) Math.min(STEP, looked);
        }
    }

    /** The keys, and whether all of the server's keys were looked at. */
    record Found(List<byte[]> keys, boolean complete) {}

    CompletableFuture<Found> find(Search search) {
        return step(search, "0", 0, new ArrayList<>());
    }

    private CompletableFuture<Found> step(Search search, String cursor, long looked, List<byte[]> keys) {
        return interview
                .ask(question(search, cursor))
                .thenCompose(reply -> next(search, looked + search.step(), keys, reply));
    }

    private CompletableFuture<Found> next(
            Search search, long looked, List<byte[]> keys, Optional<List<Object>> answer) {
        if (answer.isEmpty()) {
            return CompletableFuture.completedFuture(new Found(keys, true)); // the refusal is a finding by itself
        }
        String cursor = Replies.text(answer.get().get(0));
        Replies.list(answer.get().get(1)).forEach(key -> keys.add((byte[]) key));
        boolean complete = cursor.equals("0");
        return complete || looked >= search.looked() || keys.size() >= search.enough()
                ? CompletableFuture.completedFuture(new Found(keys, complete))
                : step(search, cursor, looked, keys);
    }

    private static Question question(Search search, String cursor) {
        List<Object> words = new ArrayList<>(List.of(cursor, "MATCH", search.pattern(), "COUNT", search.step()));
        if (!search.type().isEmpty()) {
            words.addAll(List.of("TYPE", search.type()));
        }
        return Question.of(search.subject(), "+scan", CommandType.SCAN, words.toArray());
    }
}
