package io.headrace.cli;

import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.message.MessageId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant: those that fit everything. */
final class FilterOptions {
    @Option(names = "--message", paramLabel = "ID", description = "Of the message with this id; may be repeated.")
    private List<MessageId> messages = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Died then or later: 2026-01-31T12:00:00Z, 2026-01-31, 2h.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Died before.")
    private @Nullable Instant until;

    @Option(
            names = "--reason",
            paramLabel = "WORD",
            description = "REJECTED, UNDECODABLE, EXHAUSTED, EXPIRED, CRASH or FOREIGN; may be repeated.")
    private List<String> reasons = List.of();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Class of the exception, or the last part of its name.")
    private @Nullable String exceptionClass;

    @Option(names = "--fingerprint", paramLabel = "HEX", description = "Of this error, as facets shows them.")
    private @Nullable String fingerprint;

    @Option(names = "--key", description = "Sent with this key.")
    private @Nullable String key;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "Sent with this header; may be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--text", description = "With this text in error, key or data.")
    private @Nullable String text;

    @Option(
            names = "--max-generation",
            paramLabel = "N",
            description = "Died at most so often: 1 leaves alone what was replayed before.")
    private @Nullable Integer maxGeneration;

    /** The filter, with these letters' ids if there are any. */
    DeadLetterFilter filter(List<MessageId> ids) {
        DeadLetterFilter filter = DeadLetterFilter.ALL;
        filter = ids.isEmpty() ? filter : filter.ids(ids.toArray(MessageId[]::new));
        filter = messages.isEmpty() ? filter : filter.messages(messages.toArray(MessageId[]::new));
        filter = since == null ? filter : filter.since(since);
        filter = until == null ? filter : filter.until(until);
        filter = reasons.isEmpty() ? filter : filter.reasons(reasons.toArray(String[]::new));
        filter = exceptionClass == null ? filter : filter.exceptionClass(exceptionClass);
        filter = fingerprint == null ? filter : filter.fingerprint(fingerprint);
        filter = key == null ? filter : filter.key(key);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            filter = filter.header(header.getKey(), header.getValue());
        }
        filter = text == null ? filter : filter.text(text);
        return maxGeneration == null ? filter : filter.maxGeneration(maxGeneration);
    }
}
