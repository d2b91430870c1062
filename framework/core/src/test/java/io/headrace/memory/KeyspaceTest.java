package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.broker.BrokerException;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
    private static final List<byte[]> FIELDS = List.of("name".getBytes(UTF_8), "value".getBytes(UTF_8));

    private final ManualTime time = new ManualTime(1_000);
    private final Keyspace keys = new Keyspace(time);

    @Test
    void ids_followTheClockAndNeverGoBack() {
        MessageId first = keys.append("s", FIELDS);
        MessageId second = keys.append("s", FIELDS);
        time.advance(Duration.ofMillis(5));
        MessageId later = keys.append("s", FIELDS);

        assertThat(List.of(first, second, later))
                .map(MessageId::toString)
                .containsExactly("1000-0", "1000-1", "1005-0");
        assertThat(keys.stream("s").append(7, FIELDS)).hasToString("1005-1");
    }

    @Test
    void clockBehindTheLastId_idsGoOnBySequence() {
        MemoryStream stream = keys.streamOrNew("s");

        stream.append(-1, FIELDS);
        MessageId next = stream.append(5, FIELDS);

        assertThat(next).hasToString("18446744073709551615-1");
        assertThat(stream.isUsedUp()).isFalse();
    }

    @Test
    void keyWithoutMembers_isMissingAndTakesAnotherType() {
        keys.hash("k").put("f", FIELDS.get(0));
        assertThat(keys.type("k")).isEqualTo("hash");

        keys.hash("k").remove("f");

        assertThat(keys.type("k")).isEqualTo("none");
        assertThat(keys.delete("k")).isFalse();
        keys.sortedSet("k").put("m", 1);
        assertThat(keys.type("k")).isEqualTo("zset");
    }

    @Test
    void streamWithoutEntries_isStillAStream() {
        MessageId id = keys.append("s", FIELDS);

        assertThat(keys.stream("s").delete(id)).isTrue();

        assertThat(keys.type("s")).isEqualTo("stream");
        assertThat(keys.stream("s").lastId()).isEqualTo(id);
    }

    @Test
    void keyOfAnotherType_isRefusedByEveryType() {
        keys.putString("k", FIELDS.get(0));

        assertWrongType(() -> keys.stream("k"));
        assertWrongType(() -> keys.append("k", FIELDS));
        assertWrongType(() -> keys.hash("k"));
        assertWrongType(() -> keys.set("k"));
        assertWrongType(() -> keys.sortedSet("k"));
        keys.delete("k");
        keys.set("k").add("m");
        assertWrongType(() -> keys.string("k"));
        assertWrongType(() -> keys.increment("k", 1));
    }

    @Test
    void counter_refusesWhatIsNoIntegerAndWhatOverflows() {
        assertThat(keys.increment("n", 2)).isEqualTo(2);
        assertThat(keys.increment("n", -5)).isEqualTo(-3);

        keys.putString("n", "1x".getBytes(UTF_8));
        assertRefused(() -> keys.increment("n", 1));
        keys.putString("n", "01".getBytes(UTF_8));
        assertRefused(() -> keys.increment("n", 1));
        keys.putString("n", Long.toString(Long.MAX_VALUE).getBytes(UTF_8));
        assertRefused(() -> keys.increment("n", 1));
        assertThat(keys.integer("n")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void sortedSet_ordersByScoreThenMember() {
        MemorySortedSet set = keys.sortedSet("z");
        set.put("b", 1);
        set.put("a", 2);
        set.put("c", 1);
        set.put("b", 2);

        assertThat(set.members()).map(MemorySortedSet.Scored::member).containsExactly("c", "a", "b");
        assertThat(set.upTo(1, 10)).containsExactly("c");
        assertThat(set.upTo(2, 2)).containsExactly("c", "a");
    }

    private static void assertWrongType(Runnable command) {
        assertCode(command, ErrorCode.WRONG_TYPE);
    }

    private static void assertRefused(Runnable command) {
        assertCode(command, ErrorCode.SERVER_REFUSED);
    }

    private static void assertCode(Runnable command, ErrorCode code) {
        assertThatThrownBy(command::run)
                .isInstanceOfSatisfying(
                        BrokerException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
