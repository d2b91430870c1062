package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.error.ErrorCode;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.headrace.message.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Appending, reading by id, and opening groups. */
abstract class AppendContract extends ContractFixture {
    AppendContract(Supplier<BrokerUnderTest> open) {
        super(open);
    }

    @Test
    void appendOfNothing_isAnsweredWithNothing() {
        assertThat(answer(broker.append(List.of(), Durability.memory()))).isEmpty();
        assertThat(answer(broker.appendOnce(List.of(), Durability.memory()))).isEmpty();
    }

    @Test
    void append_readsBackEveryByteInOrder() {
        byte[] everyByte = new byte[256];
        IntStream.range(0, 256).forEach(i -> everyByte[i] = (byte) i);
        Map<String, String> headers = Map.of("trace", "ä-1", "tenant", "t");

        MessageId first = append(group.stream(), Envelope.of("clé", 42, headers, everyByte));
        MessageId second = append(group.stream(), Envelope.of(null, 43, Map.of(), new byte[0]));

        EntryBatch batch = fetch(ANNE).stream();
        assertThat(second).isGreaterThan(first);
        assertThat(ids(batch)).containsExactly(first, second);
        assertThat(batch.key(0)).isEqualTo("clé");
        assertThat(batch.timeMillis(0)).isEqualTo(42);
        assertThat(batch.headers(0)).isEqualTo(headers);
        assertThat(batch.value(0, "data")).isEqualTo(everyByte);
        assertThat(batch.fields(1))
                .containsExactly(
                        bytes("key"),
                        bytes(""),
                        bytes("time"),
                        bytes("43"),
                        bytes("headers"),
                        bytes(""),
                        bytes("data"),
                        bytes(""));
    }

    @Test
    @Tag("P1")
    void appendToKeyOfAnotherType_failsAloneAmongItsNeighbours() {
        String blocked = server.name("blocked");
        server.putString(blocked, "x");

        List<Appended> results = append(
                new Append(group.stream(), entry("a")),
                new Append(blocked, entry("b")),
                new Append(group.stream(), entry("c")));

        assertThat(code(results.get(1))).isEqualTo(ErrorCode.WRONG_TYPE);
        assertThat(ids(entries(group.stream()))).containsExactly(id(results.get(0)), id(results.get(2)));
    }

    @Test
    void read_includesBothEndsUpToCount() {
        List<MessageId> ids = send("a", "b", "c", "d");

        EntryBatch between = answer(broker.read(group.stream(), ids.get(1), ids.get(3), 10));
        EntryBatch counted = answer(broker.read(group.stream(), MessageId.MIN, MessageId.MAX, 3));
        EntryBatch backwards = answer(broker.read(group.stream(), ids.get(3), ids.get(1), 10));

        assertThat(data(between)).containsExactly("b", "c", "d");
        assertThat(data(counted)).containsExactly("a", "b", "c");
        assertThat(backwards.size()).isZero();
        assertThat(entries(server.name("missing")).size()).isZero();
    }

    @Test
    void readKeyOfAnotherType_failsWithWrongType() {
        server.putString(group.stream(), "x");

        assertThat(refusal(broker.read(group.stream(), MessageId.MIN, MessageId.MAX, 1)))
                .isEqualTo(ErrorCode.WRONG_TYPE);
    }

    @Test
    void openGroupAgain_isNotNewAndGoesOnWhereItWas() {
        deliver(ANNE, "a");
        send("b");

        boolean created = answer(broker.openGroup(group, Start.earliest()));

        assertThat(created).isFalse();
        assertThat(data(fetch(ANNE).stream())).containsExactly("b");
    }

    @Test
    void startPosition_decidesWhatANewGroupReads() {
        List<MessageId> ids = send("a", "b");
        Start tomorrow = Start.at(Instant.ofEpochMilli(ids.get(1).millis()).plus(Duration.ofDays(1)));
        Map<String, Start> starts = Map.of(
                "earliest", Start.earliest(),
                "latest", Start.latest(),
                "after", Start.after(ids.get(0)),
                "at", Start.at(Instant.ofEpochMilli(ids.get(0).millis())),
                "tomorrow", tomorrow);
        starts.forEach((name, start) ->
                assertThat(answer(broker.openGroup(sibling(name), start))).isTrue());

        send("c");

        Map<String, List<String>> read = starts.keySet().stream()
                .collect(Collectors.toMap(name -> name, name -> data(fetchAs(sibling(name)).stream())));
        assertThat(read)
                .isEqualTo(Map.of(
                        "earliest", List.of("a", "b", "c"),
                        "latest", List.of("c"),
                        "after", List.of("b", "c"),
                        "at", List.of("a", "b", "c"),
                        "tomorrow", List.of()));
    }

    @Test
    void openGroupWhereLaneIsOfAnotherType_createsNothing() {
        GroupRef other = sibling("other");
        server.putString(GroupKeys.of(other).lane(), "x");

        assertThat(refusal(broker.openGroup(other, Start.earliest()))).isEqualTo(ErrorCode.WRONG_TYPE);

        assertThat(refusal(broker.inspect(other))).isEqualTo(ErrorCode.NO_GROUP);
    }

    @Test
    void openGroupOfKeyOfAnotherType_failsWithWrongType() {
        GroupRef other = new GroupRef(server.name("other"), "billing");
        server.putString(other.stream(), "x");

        assertThat(refusal(broker.openGroup(other, Start.earliest()))).isEqualTo(ErrorCode.WRONG_TYPE);

        assertThat(entries(GroupKeys.of(other).lane()).size()).isZero();
    }

    @Test
    void streamNameWithHashTag_isReadLikeAnyOther() {
        GroupRef shop = new GroupRef("{shop}.orders", "billing");
        answer(broker.openGroup(shop, Start.latest()));
        MessageId id = append(shop.stream(), entry("a"));

        assertThat(ids(fetchAs(shop).stream())).containsExactly(id);
        assertThat(answer(broker.inspect(shop)).pending()).containsExactly(Map.entry(ANNE, 1L));
    }
}
