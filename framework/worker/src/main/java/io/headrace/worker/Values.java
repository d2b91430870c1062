package io.headrace.worker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks up keys in all sources, the strongest first, and collects what is wrong, so that all of it is told at once. */
final class Values {
    private final List<Source> sources;
    private final List<String> problems = new ArrayList<>();

    /** Values from these sources, the strongest first. */
    Values(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** What holds for this key; {@code null} if nobody set it. */
    @Nullable
    Setting find(String key) {
        for (Source source : sources) {
            Setting setting = source.find(key);
            if (setting != null) {
                return setting;
            }
        }
        return null;
    }

    /** How strong the source is that decides this key, from 0, the strongest; beyond all of them if nobody set it. */
    int rank(String key) {
        int rank = 0;
        while (rank < sources.size() && sources.get(rank).find(key) == null) {
            rank++;
        }
        return rank;
    }

    /** What the sources say, the strongest first, those whose keys are only looked up left out. */
    List<Setting> written() {
        return sources.stream().flatMap(source -> source.settings().stream()).toList();
    }

    /** The key's value; {@code null} if nobody set it, or it is bad, which is noted. */
    <T> @Nullable T read(Key<T> key) {
        Setting setting = find(key.name());
        return setting == null ? null : parse(setting, key.kind());
    }

    /** The key's value, or its fallback. */
    <T> T readOr(Key<T> key, T fallback) {
        T value = read(key);
        return value == null ? fallback : value;
    }

    /** The setting's value; {@code null} if it is bad, which is noted. */
    <T> @Nullable T parse(Setting setting, Kind<T> kind) {
        try {
            return kind.parse().apply(setting.value());
        } catch (IllegalArgumentException bad) {
            String value =
                    kind.equals(Kind.SECRET) ? "" : " is \"" + Masks.shown(setting.key(), setting.value()) + "\"";
            problem(setting, value + (value.isEmpty() ? " " : ", but ") + bad.getMessage() + ".");
            return null;
        }
    }

    /** Takes the value, if there is one, to where it is checked; if it is refused, that is noted. */
    <T> void apply(Key<T> key, Consumer<T> checked) {
        Setting setting = find(key.name());
        T value = read(key);
        if (setting != null && value != null) {
            attempt(setting, () -> checked.accept(value));
        }
    }

    /** Runs what checks this setting; if it is refused, that is noted. */
    void attempt(Setting setting, Runnable check) {
        try {
            check.run();
        } catch (HeadraceException refused) {
            String reason = String.valueOf(refused.getMessage()).replaceFirst("^HR-[0-9]+ ", "");
            problem(setting, ": " + reason);
        }
    }

    /** Notes a problem with a setting: {@code "key" (origin)}, and what is wrong, to the end of the sentence. */
    void problem(Setting setting, String what) {
        problem("\"" + setting.key() + "\" (" + setting.origin() + ")" + what);
    }

    /** Notes a problem: a whole sentence. */
    void problem(String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }

    /**
     * Ends if there were problems.
     *
     * @throws HeadraceException with all of them
     */
    void requireNoProblems() {
        if (problems.size() == 1) {
            throw new HeadraceException(ErrorCode.BAD_CONFIGURATION, "Bad configuration: " + problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new HeadraceException(
                    ErrorCode.BAD_CONFIGURATION,
                    "Bad configuration, in " + problems.size() + " places:\n  " + String.join("\n  ", problems));
        }
    }
}
