package io.headrace.deadletter;

import io.headrace.broker.PackedMap;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A replay, or a removal, of dead letters as the server knows it: who began it, what for, and what has been done. Exact at
 * the moment when it was asked for.
 *
 * @param id        its id
 * @param kind      whether letters go to the group again, or for good
 * @param by        who began it
 * @param startedAt when, by the server's clock
 * @param filter    which letters
 * @param edit      name of the edit; empty if there is none
 * @param perSecond letters each second at most; 0 for no limit
 * @param state     how far it is: {@code moved} were replayed or removed, {@code missed} were gone before, {@code failed}
 *                  could not be edited and are where they were
 */
public record RunReport(
        String id,
        Kind kind,
        String by,
        Instant startedAt,
        DeadLetterFilter filter,
        String edit,
        int perSecond,
        RunState state) {
    private static final String FILTER = "filter.";

    /** What becomes of the letters. */
    public enum Kind {
        /** The group handles them again. */
        REPLAY,
        /** They are removed. */
        DISCARD
    }

    /** Whether it has ended, by itself or early. */
    public boolean isOver() {
        return state.phase() != RunState.Phase.RUNNING;
    }

    static byte[] account(Kind kind, DeadLetterFilter filter, String by, String edit, int perSecond) {
        Map<String, String> account = new LinkedHashMap<>();
        account.put("kind", kind.name());
        account.put("by", by);
        account.put("edit", edit);
        account.put("per-second", Integer.toString(perSecond));
        filter.asMap().forEach((name, value) -> account.put(FILTER + name, value));
        return PackedMap.pack(account);
    }

    static RunReport of(Run run) {
        Map<String, String> account = PackedMap.unpack("account", run.account(), 0, run.account().length);
        Map<String, String> filter = new LinkedHashMap<>();
        account.forEach((name, value) -> {
            if (name.startsWith(FILTER)) {
                filter.put(name.substring(FILTER.length()), value);
            }
        });
        return new RunReport(
                run.id(),
                Kind.valueOf(account.getOrDefault("kind", Kind.REPLAY.name())),
                account.getOrDefault("by", ""),
                Instant.ofEpochMilli(
                        Long.parseLong(run.id().substring(0, run.id().indexOf('-')))),
                DeadLetterFilter.of(filter),
                account.getOrDefault("edit", ""),
                Integer.parseInt(account.getOrDefault("per-second", "0")),
                run.state());
    }

    RunReport with(RunState now) {
        return new RunReport(id, kind, by, startedAt, filter, edit, perSecond, now);
    }
}
