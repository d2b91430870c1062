package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a server is to be examined. Immutable: every method with an argument returns a changed copy.
 *
 * @param prefixes   what the names of keys begin with that all should expire, default none; the ids that {@code sendOnce}
 *                   remembers are looked at in any case
 * @param sample     how many keys are looked at, at most, for each prefix, at least 1, default 10,000
 * @param between    time between the two looks at backlogs, default 2 s; zero looks twice at once
 * @param thresholds from when on something is a finding
 * @param progress   told what is looked at now, a few words without a full stop; called on the caller's thread or one of
 *                   the connection's, so it must return quickly; by default nobody
 */
public record Diagnosis(
        List<String> prefixes, int sample, Duration between, Thresholds thresholds, Consumer<String> progress) {
    /** No prefixes, all else as described. */
    public static final Diagnosis DEFAULTS =
            new Diagnosis(List.of(), 10_000, Duration.ofSeconds(2), Thresholds.DEFAULTS, words -> {});

    public Diagnosis {
        prefixes = List.copyOf(prefixes);
        Objects.requireNonNull(thresholds, "thresholds");
        Objects.requireNonNull(progress, "progress");
        require(prefixes.stream().noneMatch(String::isBlank), "a prefix of keys must not be blank");
        require(sample >= 1, "sample must be at least 1, was " + sample);
        require(!between.isNegative(), "between must not be negative, was " + between);
    }

    /** Looks for keys that never expire among those that begin with one of these. */
    public Diagnosis prefixes(List<String> prefixes) {
        return new Diagnosis(prefixes, sample, between, thresholds, progress);
    }

    /** Looks at this many keys for each prefix, at most. */
    public Diagnosis sample(int sample) {
        return new Diagnosis(prefixes, sample, between, thresholds, progress);
    }

    /** Waits this long between the two looks at backlogs. */
    public Diagnosis between(Duration between) {
        return new Diagnosis(prefixes, sample, between, thresholds, progress);
    }

    /** Judges by these. */
    public Diagnosis thresholds(Thresholds thresholds) {
        return new Diagnosis(prefixes, sample, between, thresholds, progress);
    }

    /** Tells what is looked at. */
    public Diagnosis progress(Consumer<String> progress) {
        return new Diagnosis(prefixes, sample, between, thresholds, progress);
    }

    private static void require(boolean met, String rule) {
        if (!met) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "Bad examination: " + rule + ".");
        }
    }
}
