package io.headrace.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Attempts;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Claimed;
import io.headrace.broker.Claims;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Reader;
import io.headrace.broker.Recorded;
import io.headrace.broker.Swept;
import io.headrace.broker.Ticked;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.testkit.BrokerUnderTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One of the two brokers that are compared. The servers give different ids, so an entry is called by its ordinal: the
 * order in which it appeared at its key. Replies are rendered as text, with ordinals for ids and rough times.
 */
final class Side {
    static final GroupRef GROUP = new GroupRef("orders", "billing");
    static final GroupKeys KEYS = GroupKeys.of(GROUP);
    static final String BILLS = "bills";
    static final String BLOCKED = "blocked"; // holds a string now and then
    static final List<String> SEND_IDS = List.of("A", "B", "C");
    static final List<String> DEDUP =
            SEND_IDS.stream().map(id -> GroupKeys.dedup(GROUP.stream(), id)).toList();
    private static final List<String> STREAMS = List.of(KEYS.stream(), KEYS.lane(), KEYS.dead(), BILLS, BLOCKED);
    private static final long HALF_AN_HOUR = 1_800_000;

    final BrokerUnderTest server;
    final Broker broker;
    final List<Known> known = new ArrayList<>();
    private final Function<String, String> keyDump;
    private final Function<String, Reader> readers;
    private final Map<String, List<MessageId>> ids = new HashMap<>();

    Side(BrokerUnderTest server, Function<String, Reader> readers, Function<String, String> keyDump) {
        this.server = server;
        this.broker = server.broker();
        this.readers = readers;
        this.keyDump = keyDump;
    }

    // from ordinals to ids

    Reader reader(String consumer) {
        return readers.apply(consumer);
    }

    /** The id of this ordinal, or one that no entry has. */
    MessageId id(String key, int ordinal) {
        List<MessageId> seen = ids.getOrDefault(key, List.of());
        return ordinal < seen.size() ? seen.get(ordinal) : new MessageId(1, ordinal);
    }

    /** How many entries have appeared at this key. */
    int count(String key) {
        return ids.getOrDefault(key, List.of()).size();
    }

    /** The entry of this id, by its ordinal. */
    Ref ref(Source source, MessageId id) {
        return new Ref(source, ordinal(key(source), id));
    }

    EntryRef ref(Ref ref) {
        return new EntryRef(ref.source(), id(key(ref.source()), ref.ordinal()));
    }

    Hold hold(Known known) {
        return new Hold(ref(known.ref()), known.deliveries());
    }

    /** Numbers the entries that have appeared since the last time. */
    void discover() {
        STREAMS.stream()
                .map(key -> Map.entry(key, broker.read(key, MessageId.MIN, MessageId.MAX, 1000)))
                .toList()
                .forEach(read -> number(read.getKey(), read.getValue()));
    }

    private void number(String key, CompletableFuture<EntryBatch> read) {
        List<MessageId> seen = ids.computeIfAbsent(key, first -> new ArrayList<>());
        MessageId last = seen.isEmpty() ? MessageId.MIN : seen.get(seen.size() - 1);
        read.exceptionally(wrongType -> EntryBatch.EMPTY)
                .thenAccept(batch -> IntStream.range(0, batch.size())
                        .mapToObj(batch::id)
                        .filter(id -> id.compareTo(last) > 0)
                        .forEach(seen::add))
                .join();
    }

    private int ordinal(String key, MessageId id) {
        if (!ids.getOrDefault(key, List.of()).contains(id)) {
            discover();
        }
        return ids.getOrDefault(key, List.of()).indexOf(id);
    }

    // from replies to text

    /** The reply as text, or the failure. */
    <T> String render(CompletableFuture<T> call, Function<T, String> text) {
        T reply;
        try {
            reply = call.join();
        } catch (CompletionException failure) {
            return failure.getCause() instanceof BrokerException refusal
                    ? "failed: " + refusal.code() + (refusal.nothingDone() ? "" : ", perhaps done")
                    : "failed: " + failure.getCause();
        }
        return text.apply(reply);
    }

    String name(String key, MessageId id) {
        int ordinal = ordinal(key, id);
        return ordinal < 0 ? "?" : Integer.toString(ordinal);
    }

    String name(EntryRef ref) {
        return ref.source().mark() + name(key(ref.source()), ref.id());
    }

    String text(Fetched fetched, String consumer) {
        remember(fetched.stream(), Source.STREAM, consumer);
        remember(fetched.lane(), Source.LANE, consumer);
        return "stream " + text(KEYS.stream(), fetched.stream()) + " lane " + text(KEYS.lane(), fetched.lane());
    }

    String text(String key, EntryBatch batch) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> name(key, batch.id(i)) + fields(batch.fields(i)))
                .collect(Collectors.joining(" ", "[", "]"));
    }

    String text(Claims claims, String consumer) {
        claims.claimed().forEach(each -> remember(each.hold(), consumer));
        return claims.claimed().stream().map(this::text).toList() + " lost "
                + claims.lost().stream().map(this::name).toList() + " next " + roughly(claims.nextDueMillis());
    }

    String text(Ticked reply) {
        return (reply.alive() ? "alive" : "gone") + " dead " + reply.dead() + (reply.released() ? " released" : "")
                + " parked " + reply.parked() + " next " + roughly(reply.nextDueMillis()) + " settled "
                + idsUpTo(reply.checkpoint());
    }

    String text(Swept reply) {
        return "lost " + reply.lost().stream().map(this::name).toList() + " restored " + reply.restored();
    }

    /** A checkpoint may lie between two ids: what counts is how many are not after it. */
    long idsUpTo(MessageId checkpoint) {
        discover();
        return ids.getOrDefault(KEYS.stream(), List.of()).stream()
                .filter(id -> id.compareTo(checkpoint) <= 0)
                .count();
    }

    private String text(Claimed claimed) {
        return name(claimed.hold().ref()) + "#" + claimed.hold().deliveries() + text(claimed.attempts())
                + fields(claimed.batch().fields(claimed.entry()));
    }

    private static String text(Attempts attempts) {
        return "<" + attempts.failures() + " "
                + roughly(Math.max(0, attempts.dueAtMillis() - attempts.firstFailedAtMillis())) + " "
                + attempts.lastError() + " " + attempts.crashes() + " " + attempts.convictions() + ">";
    }

    private static String fields(List<byte[]> fields) {
        return fields.stream()
                .map(bytes -> new String(bytes, ISO_8859_1))
                .toList()
                .toString();
    }

    String text(List<Append> entries, List<Appended> results) {
        return IntStream.range(0, entries.size())
                .mapToObj(i -> text(entries.get(i).stream(), results.get(i)))
                .toList()
                .toString();
    }

    private String text(String stream, Appended result) {
        return result instanceof Appended.Done done
                ? name(stream, done.id())
                : "failed: " + ((Appended.Failed) result).failure().code();
    }

    static String text(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.refusal() == null
                        ? outcome.kind().name()
                        : outcome.kind() + " " + outcome.refusal().code())
                .toList()
                .toString();
    }

    static String recorded(List<Recorded> recorded) {
        return recorded.stream()
                .map(each -> each.outcome().kind()
                        + (each.outcome().kind() == Outcome.Kind.DONE ? text(each.attempts()) : ""))
                .toList()
                .toString();
    }

    static String text(GroupState state) {
        return new TreeMap<>(state.pending()) + " attempts " + state.attempts() + " due " + state.due() + " dead "
                + state.dead() + " lane " + state.lane() + " lost " + state.lost();
    }

    static String roughly(long millis) {
        return millis < 0 ? "never" : millis > HALF_AN_HOUR ? "later" : millis > 1_000 ? millis + " ms" : "now";
    }

    /** Everything that can be seen from outside, one thing per line. Takes what is pending on the way. */
    List<String> state() {
        discover();
        List<String> lines = new ArrayList<>();
        lines.add(render(broker.inspect(GROUP), Side::text));
        for (String key : STREAMS) {
            lines.add(key + " "
                    + render(broker.read(key, MessageId.MIN, MessageId.MAX, 1000), batch -> text(key, batch)));
        }
        for (String key :
                List.of(KEYS.due(), KEYS.attempts(), KEYS.lost(), KEYS.groups(), KEYS.alive(), KEYS.probe())) {
            lines.add(key + " " + withoutIds(keyDump.apply(key)));
        }
        for (String key : DEDUP) {
            lines.add(key + " " + withoutIds(keyDump.apply(key)));
        }
        for (String consumer : List.of("hr-anne", "hr-bob", GroupState.RETRY, GroupState.FREE)) {
            for (Source source : Source.values()) {
                lines.add(consumer + " " + source + " "
                        + render(pending(consumer, source), claims -> text(claims, consumer)));
            }
        }
        return lines;
    }

    private CompletableFuture<Claims> pending(String consumer, Source source) {
        return broker.held(GROUP, consumer, source, MessageId.MIN, 1000)
                .thenCompose(held -> broker.adopt(
                        GROUP,
                        consumer,
                        held.stream().map(id -> new EntryRef(source, id)).toList()));
    }

    private String withoutIds(String dump) {
        String text = dump;
        for (Source source : Source.values()) {
            List<MessageId> seen = ids.getOrDefault(key(source), List.of());
            for (MessageId id : seen) {
                text = text.replace(new EntryRef(source, id).wire() + " ", name(new EntryRef(source, id)) + " ");
                text = text.replace(" " + id + " ", " " + name(new EntryRef(source, id)) + " ");
            }
        }
        return text;
    }

    static String key(Source source) {
        return source == Source.LANE ? KEYS.lane() : KEYS.stream();
    }

    private void remember(EntryBatch fetched, Source source, String consumer) {
        IntStream.range(0, fetched.size())
                .forEach(i -> remember(new Hold(new EntryRef(source, fetched.id(i)), 1), consumer));
    }

    private void remember(Hold hold, String consumer) {
        known.add(new Known(ref(hold.ref().source(), hold.ref().id()), consumer, hold.deliveries()));
    }

    /** An entry by its ordinal. */
    record Ref(Source source, int ordinal) {
        @Override
        public String toString() {
            return source.mark() + "" + ordinal;
        }
    }

    /** A hold that a reply told of; it may be over. */
    record Known(Ref ref, String consumer, int deliveries) {
        @Override
        public String toString() {
            return ref + "#" + deliveries;
        }
    }
}
