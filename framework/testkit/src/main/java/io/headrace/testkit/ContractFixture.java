package io.headrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Claimed;
import io.headrace.broker.Claims;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.broker.Hold;
import io.headrace.broker.Outcome;
import io.headrace.broker.Park;
import io.headrace.broker.Parked;
import io.headrace.broker.Reader;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunStep;
import io.headrace.error.ErrorCode;
import io.headrace.message.Durability;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The verbs of the contract tests: group "billing" of stream "orders", read by Anne and Bob. */
abstract class ContractFixture {
    static final String ANNE = "hr-anne";
    static final String BOB = "hr-bob";
    static final Duration NOW = Duration.ZERO;
    static final Duration HOUR = Duration.ofHours(1);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<BrokerUnderTest> open;
    private final Map<String, Reader> readers = new HashMap<>();

    BrokerUnderTest server;
    Broker broker;
    GroupRef group;
    GroupKeys keys;

    @SuppressWarnings("NullAway.Init") // set before each test
    ContractFixture(Supplier<BrokerUnderTest> open) {
        this.open = open;
    }

    @BeforeEach
    void openGroupOfAnEmptyStream() {
        server = open.get();
        broker = server.broker();
        group = new GroupRef(server.name("orders"), "billing");
        keys = GroupKeys.of(group);
        answer(broker.openGroup(group, Start.earliest()));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    /** The reply, or the broker's exception. */
    static <T> T answer(CompletableFuture<T> call) {
        try {
            return call.copy()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof BrokerException refusal) {
                throw refusal;
            }
            throw failure;
        }
    }

    /** The code that the call fails with. */
    static ErrorCode refusal(CompletableFuture<?> call) {
        Throwable failure = catchThrowable(() -> answer(call));
        assertThat(failure).isInstanceOf(BrokerException.class);
        return ((BrokerException) failure).code();
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    static Envelope entry(String data) {
        return Envelope.of(null, 1_700_000_000_000L, Map.of(), bytes(data));
    }

    // sending and reading

    MessageId append(String stream, Envelope entry) {
        return id(append(new Append(stream, entry)).get(0));
    }

    /** What becomes of each of these entries. */
    List<Appended> append(Append... entries) {
        return answer(broker.append(List.of(entries), Durability.memory()));
    }

    /** What becomes of each of these entries, whose ids are remembered for an hour. */
    List<Appended> appendOnce(AppendOnce... entries) {
        return answer(broker.appendOnce(List.of(entries), Durability.memory()));
    }

    static MessageId id(Appended result) {
        if (result instanceof Appended.Failed failed) {
            throw failed.failure();
        }
        return ((Appended.Done) result).id();
    }

    static ErrorCode code(Appended result) {
        assertThat(result).isInstanceOf(Appended.Failed.class);
        return ((Appended.Failed) result).failure().code();
    }

    List<MessageId> send(String... data) {
        return Arrays.stream(data)
                .map(each -> append(group.stream(), entry(each)))
                .toList();
    }

    /** Sends this many messages at once. */
    List<MessageId> sendMany(int count) {
        Append[] entries = IntStream.range(0, count)
                .mapToObj(i -> new Append(group.stream(), entry("m" + i)))
                .toArray(Append[]::new);
        return append(entries).stream().map(ContractFixture::id).toList();
    }

    Reader reader(String consumer) {
        return readers.computeIfAbsent(consumer, name -> broker.reader(group, name, () -> {}));
    }

    Fetched fetch(String consumer) {
        return answer(reader(consumer).fetch(new Fetch(true, true, 100, NOW)));
    }

    /** Another group of the same stream. */
    GroupRef sibling(String name) {
        return new GroupRef(group.stream(), name);
    }

    /** What Anne reads as a consumer of this group. */
    Fetched fetchAs(GroupRef other) {
        try (Reader reader = broker.reader(other, ANNE, () -> {})) {
            return answer(reader.fetch(new Fetch(true, true, 100, NOW)));
        }
    }

    /** Sends one message and delivers it to this consumer. */
    Hold deliver(String consumer, String data) {
        return deliverAll(consumer, data).get(0);
    }

    List<Hold> deliverAll(String consumer, String... data) {
        List<MessageId> ids = send(data);
        assertThat(ids(fetch(consumer).stream())).isEqualTo(ids);
        return ids.stream().map(id -> new Hold(ref(id), 1)).toList();
    }

    /** Sends this many messages and delivers them to this consumer. */
    List<Hold> deliverMany(String consumer, int count) {
        List<MessageId> ids = sendMany(count);
        Fetched fetched = answer(reader(consumer).fetch(new Fetch(true, true, count, NOW)));
        assertThat(ids(fetched.stream())).isEqualTo(ids);
        return ids.stream().map(id -> new Hold(ref(id), 1)).toList();
    }

    /** Replays a dead letter, by a run of its own; tells whether it was there. */
    boolean replay(GroupRef from, MessageId letter, byte[] meta, byte[] entry) {
        return answer(tryReplay(from, letter, meta, entry)).moved() == 1;
    }

    CompletableFuture<RunState> tryReplay(GroupRef from, MessageId letter, byte[] meta, byte[] entry) {
        Run run = answer(broker.beginRun(from, "anne", bytes("why")));
        return broker.step(
                from,
                new RunStep(run.id(), "anne", 1, letter, true, 0, List.of(new RunStep.Letter(letter, meta, entry))));
    }

    /** Delivers a replayed dead letter to this consumer. */
    Hold deliverReplayed(String consumer, String data) {
        bury(consumer, deliver(consumer, data));
        EntryBatch dead = entries(keys.dead());
        int last = dead.size() - 1;
        replay(group, dead.id(last), field(dead, last, "meta"), field(dead, last, "entry"));
        EntryBatch lane = fetch(consumer).lane();
        assertThat(lane.size()).isOne();
        return new Hold(new EntryRef(Source.LANE, lane.id(0)), 1);
    }

    static EntryRef ref(MessageId id) {
        return new EntryRef(Source.STREAM, id);
    }

    // settling

    Outcome.Kind commit(EntryRef ref, Effect... effects) {
        return commitAll(new Commit(ref, false, List.of(effects))).get(0);
    }

    List<Outcome.Kind> commitAll(Commit... messages) {
        return kinds(answer(broker.commit(group, ANNE, List.of(messages))));
    }

    Parked park(String consumer, Duration delay, Hold... holds) {
        return answer(broker.park(
                group,
                consumer,
                Arrays.stream(holds)
                        .map(hold -> new Park(hold, delay, "broken"))
                        .toList()));
    }

    Outcome.Kind release(String consumer, Hold hold) {
        return answer(broker.release(group, consumer, List.of(hold))).get(0).kind();
    }

    Outcome bury(String consumer, Hold hold) {
        return answer(broker.bury(group, consumer, List.of(new Bury(hold, bytes("why")))))
                .get(0);
    }

    Claims claim(String consumer, int count) {
        return answer(broker.claim(group, consumer, count));
    }

    static List<Outcome.Kind> kinds(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::kind).toList();
    }

    // looking

    GroupState state() {
        return answer(broker.inspect(group));
    }

    EntryBatch entries(String key) {
        return answer(broker.read(key, MessageId.MIN, MessageId.MAX, 10_000));
    }

    static byte[] field(EntryBatch batch, int entry, String name) {
        return Objects.requireNonNull(batch.value(entry, name), name);
    }

    static ErrorCode code(Outcome outcome) {
        return Objects.requireNonNull(outcome.refusal(), "refusal").code();
    }

    static List<String> data(EntryBatch batch) {
        return IntStream.range(0, batch.size()).mapToObj(i -> data(batch, i)).toList();
    }

    static String data(EntryBatch batch, int entry) {
        return batch.data(entry, (bytes, offset, length) -> new String(bytes, offset, length, UTF_8));
    }

    static List<String> data(Claims claims) {
        return claims.claimed().stream()
                .map(claimed -> data(claimed.batch(), claimed.entry()))
                .toList();
    }

    static List<Hold> holds(Claims claims) {
        return claims.claimed().stream().map(Claimed::hold).toList();
    }

    static List<MessageId> ids(EntryBatch batch) {
        return IntStream.range(0, batch.size()).mapToObj(batch::id).toList();
    }
}
