package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** How fast the server answers, and what kept it from answering. */
final class SpeedExam {
    private static final int SLOW_COMMANDS = 128;
    private static final int WARM_UPS = 5;
    private static final int ROUND_TRIPS = 20;
    private static final Set<String> STREAM_COMMANDS = Set.of(
            "XADD",
            "XREADGROUP",
            "XACK",
            "XCLAIM",
            "XAUTOCLAIM",
            "XPENDING",
            "XRANGE",
            "XTRIM",
            "XDEL",
            "XINFO",
            "XGROUP");
    private static final Set<String> SCRIPT_COMMANDS = Set.of("EVAL", "EVALSHA");

    private final Interview interview;
    private final Thresholds thresholds;

    SpeedExam(Interview interview, Thresholds thresholds) {
        this.interview = interview;
        this.thresholds = thresholds;
    }

    CompletableFuture<Void> slowCommands() {
        Question question = Question.of("Slow commands", "+slowlog|get", CommandType.SLOWLOG, "GET", SLOW_COMMANDS);
        return interview.ask(question).thenAccept(reply -> reply.ifPresent(this::ofSlowCommands));
    }

    private void ofSlowCommands(List<Object> rows) {
        List<Slow> ours = rows.stream()
                .map(row -> Slow.parse(Replies.list(row)))
                .filter(Slow::isOurs)
                .toList();
        ours.stream().max(Comparator.comparingLong(Slow::micros)).ifPresent(longest -> {
            long newest = ours.stream().mapToLong(Slow::seconds).max().orElse(longest.seconds());
            interview.found(Finding.advice(
                    ErrorCode.SLOW_COMMANDS,
                    interview.address() + " was slow with commands on streams or with scripts",
                    ours.size() + " of the " + rows.size() + " commands in SLOWLOG, the longest " + longest.name()
                            + " with " + Wording.millis(longest.micros() * 1000)
                            + " at " + Instant.ofEpochSecond(longest.seconds()) + ", the last at "
                            + Instant.ofEpochSecond(newest) + "; meanwhile everybody waited",
                    "See what they have in common by SLOWLOG GET " + SLOW_COMMANDS
                            + "; when it is dealt with: SLOWLOG RESET"));
        });
    }

    /** One after the other, so that each has the way to itself. */
    CompletableFuture<Void> roundTrips() {
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        Question ping = Question.of("The round trip", "+ping", CommandType.PING);
        return InSequence.each(Collections.nCopies(WARM_UPS + ROUND_TRIPS, ping), question -> {
                    long begin = System.nanoTime();
                    return interview
                            .ask(question)
                            .thenAccept(reply -> reply.ifPresent(pong -> nanos.add(System.nanoTime() - begin)));
                })
                .thenRun(() -> {
                    if (nanos.size() == WARM_UPS + ROUND_TRIPS) {
                        ofRoundTrips(nanos.stream().skip(WARM_UPS).sorted().toList());
                    }
                });
    }

    private void ofRoundTrips(List<Long> sorted) {
        long median = sorted.get(ROUND_TRIPS / 2);
        long slowest = sorted.get(ROUND_TRIPS - 1);
        long limit = thresholds.roundTrip().toNanos();
        if (slowest > limit) {
            String what = interview.address() + (median > limit ? " answers slowly" : " answers slowly at times");
            String why = "of " + ROUND_TRIPS + " round trips of PING the median took " + Wording.millis(median)
                    + ", the slowest " + Wording.millis(slowest)
                    + "; each fetch and each commit takes that long at least";
            String fix = "Run redis-cli --intrinsic-latency 10 on its machine: if that is high too, it is the machine,"
                    + " else the network between";
            interview.found(
                    median > limit
                            ? new Finding(ErrorCode.SLOW_ANSWERS, what, why, fix)
                            : Finding.advice(ErrorCode.SLOW_ANSWERS, what, why, fix));
        }
    }

    /** Empty unless the latency monitor is on. */
    CompletableFuture<Void> standstills() {
        return interview
                .ask(Question.of("Standstills", "+latency|latest", Unlisted.LATENCY, "LATEST"))
                .thenAccept(reply -> reply.ifPresent(this::ofStandstills));
    }

    private void ofStandstills(List<Object> rows) {
        for (Object each : rows) {
            List<?> row = Replies.list(each);
            interview.found(Finding.advice(
                    ErrorCode.STANDSTILLS,
                    interview.address() + " stood still for " + Replies.text(row.get(0)),
                    String.format(
                            Locale.ROOT,
                            "%,d ms at %s, at most %,d ms; meanwhile it answered nobody",
                            Replies.number(row.get(2)),
                            Instant.ofEpochSecond(Replies.number(row.get(1))),
                            Replies.number(row.get(3))),
                    "Read LATENCY DOCTOR; when it is dealt with: LATENCY RESET"));
        }
    }

    /** A command that Lettuce does not name. */
    @SuppressWarnings("deprecation") // every enum overrides name()
    private enum Unlisted implements ProtocolKeyword {
        LATENCY;

        @Override
        public byte[] getBytes() {
            return RedisBroker.bytes(toString());
        }
    }

    /** An entry of SLOWLOG. Arguments are not kept: they are somebody's data. */
    private record Slow(String name, String command, long seconds, long micros) {
        static Slow parse(List<?> row) {
            List<?> words = Replies.list(row.get(3));
            String command = Replies.text(words.get(0)).toUpperCase(Locale.ROOT);
            String script = command.equals("EVALSHA") && words.size() > 1 ? Scripts.nameOf((byte[]) words.get(1)) : "";
            return new Slow(
                    script.isEmpty() ? command : command + " (" + script + ")",
                    command,
                    Replies.number(row.get(1)),
                    Replies.number(row.get(2)));
        }

        boolean isOurs() {
            return STREAM_COMMANDS.contains(command) || SCRIPT_COMMANDS.contains(command);
        }
    }
}
