package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which dead letters are meant: those that fit all that is asked for. An immutable value; every method returns a changed
 * copy. It is kept with a replay as text, so that another process can go on with it.
 */
public final class DeadLetterFilter {
    /** All dead letters. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(new LinkedHashMap<>());

    private static final String SINCE = "since";
    private static final String UNTIL = "until";
    private static final String ID = "id";
    private static final String MESSAGE = "message";
    private static final String REASON = "reason";
    private static final String CLASS = "class";
    private static final String FINGERPRINT = "fingerprint";
    private static final String KEY = "key";
    private static final String HEADER = "header.";
    private static final String TEXT = "text";
    private static final String GENERATION = "max-generation";
    private static final Set<String> NAMES =
            Set.of(SINCE, UNTIL, ID, MESSAGE, REASON, CLASS, FINGERPRINT, KEY, TEXT, GENERATION);

    private final Map<String, String> asked; // as text, by name
    private final MessageId from;
    private final MessageId to;
    private final Set<String> ids;
    private final Set<String> messages;
    private final Set<String> reasons;
    private final String text;
    private final int maxGeneration;

    private DeadLetterFilter(Map<String, String> asked) {
        this.asked = asked;
        this.from = asked.containsKey(SINCE) ? new MessageId(instant(SINCE).toEpochMilli(), 0) : MessageId.MIN;
        this.to = asked.containsKey(UNTIL) ? new MessageId(instant(UNTIL).toEpochMilli(), 0).previous() : MessageId.MAX;
        this.ids = words(ID);
        this.messages = words(MESSAGE);
        this.reasons = words(REASON);
        this.text = asked.getOrDefault(TEXT, "").toLowerCase(Locale.ROOT);
        this.maxGeneration = number(asked.getOrDefault(GENERATION, Integer.toString(Integer.MAX_VALUE)));
    }

    /**
     * Reads what {@link #asMap} gave.
     *
     * @throws HeadraceException if a name or a value is unknown
     */
    public static DeadLetterFilter of(Map<String, String> asked) {
        for (String name : asked.keySet()) {
            if (!NAMES.contains(name) && !name.startsWith(HEADER)) {
                throw bad("there is no filter \"" + name + "\"");
            }
        }
        return new DeadLetterFilter(new LinkedHashMap<>(asked));
    }

    /** What is asked for, by name, as text. */
    public Map<String, String> asMap() {
        return Map.copyOf(asked);
    }

    /** Died at this time or later, by the server's clock. */
    public DeadLetterFilter since(Instant time) {
        return with(SINCE, time.toString());
    }

    /** Died before this time, by the server's clock. */
    public DeadLetterFilter until(Instant time) {
        return with(UNTIL, time.toString());
    }

    /**
     * One of these dead letters, by their own ids.
     *
     * @throws HeadraceException if none is given
     */
    public DeadLetterFilter ids(MessageId... letters) {
        return withWords(ID, Arrays.stream(letters).map(MessageId::toString));
    }

    /**
     * A dead letter of one of these messages, by their ids on the stream.
     *
     * @throws HeadraceException if none is given
     */
    public DeadLetterFilter messages(MessageId... ids) {
        return withWords(MESSAGE, Arrays.stream(ids).map(MessageId::toString));
    }

    /**
     * Died for one of these reasons, such as {@code EXHAUSTED}.
     *
     * @throws HeadraceException if none is given
     */
    public DeadLetterFilter reasons(String... reasons) {
        return withWords(REASON, Arrays.stream(reasons).map(reason -> reason.toUpperCase(Locale.ROOT)));
    }

    /** Died of an exception of this class, by its full name or the last part of it. */
    public DeadLetterFilter exceptionClass(String name) {
        return with(CLASS, name);
    }

    /** Died of this error, as {@link DeadLetter#fingerprint} tells errors apart. */
    public DeadLetterFilter fingerprint(String fingerprint) {
        return with(FINGERPRINT, fingerprint);
    }

    /** Was sent with this key. */
    public DeadLetterFilter key(String key) {
        return with(KEY, key);
    }

    /** Was sent with this header. */
    public DeadLetterFilter header(String name, String value) {
        return with(HEADER + name, value);
    }

    /** Has this text in its error, its key or its data as UTF-8; in capitals or not. */
    public DeadLetterFilter text(String text) {
        return with(TEXT, text);
    }

    /** Has not died more often than this; what died once is of generation 1. Guards against replaying in circles. */
    public DeadLetterFilter maxGeneration(int generation) {
        return with(GENERATION, Integer.toString(generation));
    }

    /** The oldest id that may fit. */
    MessageId from() {
        return from;
    }

    /** The newest id that may fit. */
    MessageId to() {
        return to;
    }

    /** Whether this dead letter fits. */
    public boolean matches(DeadLetter<?> letter) {
        return from.compareTo(letter.id()) <= 0
                && letter.id().compareTo(to) <= 0
                && fits(ids, letter.id())
                && fits(messages, letter.messageId())
                && fits(reasons, letter.reason())
                && letter.generation() <= maxGeneration
                && isOfClass(letter.provenance().exceptionClass())
                && fits(FINGERPRINT, letter::fingerprint)
                && fits(KEY, () -> String.valueOf(letter.key()))
                && hasHeaders(letter)
                && hasText(letter);
    }

    private boolean fits(String name, Supplier<String> actual) {
        String wanted = asked.get(name);
        return wanted == null || wanted.equals(actual.get());
    }

    private static boolean fits(Set<String> wanted, Object actual) {
        return wanted.isEmpty() || wanted.contains(actual.toString());
    }

    private boolean isOfClass(String actual) {
        String wanted = asked.get(CLASS);
        return wanted == null
                || actual.equals(wanted)
                || actual.endsWith('.' + wanted)
                || actual.endsWith('$' + wanted);
    }

    private boolean hasHeaders(DeadLetter<?> letter) {
        return asked.entrySet().stream()
                .filter(each -> each.getKey().startsWith(HEADER))
                .allMatch(each -> each.getValue()
                        .equals(letter.headers().get(each.getKey().substring(HEADER.length()))));
    }

    private boolean hasText(DeadLetter<?> letter) {
        return text.isEmpty()
                || contains(letter.error())
                || contains(String.valueOf(letter.key()))
                || letter.entry().fields(0).stream().anyMatch(field -> contains(new String(field, UTF_8)));
    }

    private boolean contains(String where) {
        return where.toLowerCase(Locale.ROOT).contains(text);
    }

    private DeadLetterFilter withWords(String name, Stream<String> words) {
        String value = words.collect(Collectors.joining(" "));
        if (value.isBlank()) {
            throw bad("none is given of \"" + name + "\"; to mean all of them, leave it out");
        }
        return with(name, value);
    }

    private DeadLetterFilter with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(asked);
        more.put(name, value);
        return new DeadLetterFilter(more);
    }

    private Instant instant(String name) {
        String value = asked.getOrDefault(name, "");
        try {
            return Instant.parse(value);
        } catch (DateTimeException malformed) {
            throw bad("\"" + name + "\" is \"" + value + "\", but must be a time like 2026-01-31T12:00:00Z");
        }
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException malformed) {
            throw bad("\"" + GENERATION + "\" is \"" + value + "\", but must be a number");
        }
    }

    private Set<String> words(String name) {
        String value = asked.getOrDefault(name, "");
        return value.isBlank()
                ? Set.of()
                : new TreeSet<>(Arrays.asList(value.trim().split("\\s+")));
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_OPTION, "Bad filter of dead letters: " + problem + '.');
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetterFilter filter && filter.asked.equals(asked);
    }

    @Override
    public int hashCode() {
        return asked.hashCode();
    }

    /** What is asked for, in one line. */
    @Override
    public String toString() {
        return asked.isEmpty()
                ? "all"
                : asked.entrySet().stream()
                        .map(each -> each.getKey() + '=' + each.getValue())
                        .collect(Collectors.joining(", "));
    }
}
