package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EntryBatchTest {
    private static final MessageId ID = new MessageId(1732, 4);
    private static final Map<String, String> HEADERS = Map.of("trace", "t-1");

    @Test
    void entryOfOurs_isReadFieldByField() {
        Envelope sent = Envelope.of("k-1", 99, HEADERS, bytes("body"));

        EntryBatch batch = batch(sent);

        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.id(0)).isEqualTo(ID);
        assertThat(batch.key(0)).isEqualTo("k-1");
        assertThat(batch.timeMillis(0)).isEqualTo(99);
        assertThat(batch.headers(0)).isEqualTo(HEADERS);
        assertThat(data(batch, 0)).isEqualTo("body");
        assertThat(batch).hasToString("[1732-4]");
    }

    @Test
    void emptyKeyAndHeaders_areNone() {
        EntryBatch batch = batch(Envelope.of(null, 99, Map.of(), bytes("")));

        assertThat(batch.key(0)).isNull();
        assertThat(batch.headers(0)).isEmpty();
        assertThat(data(batch, 0)).isEmpty();
    }

    @Test
    void foreignOrderOfFields_isReadAllTheSame() {
        EntryBatch batch = entry("data", "body", "extra", "key", "key", "k-1", "time", "99");

        assertThat(batch.key(0)).isEqualTo("k-1");
        assertThat(batch.timeMillis(0)).isEqualTo(99);
        assertThat(data(batch, 0)).isEqualTo("body");
        assertThat(batch.value(0, "extra")).isEqualTo(bytes("key"));
        assertThat(batch.value(0, "k-1")).isNull();
    }

    @Test
    void missingFields_haveTheirDefaults() {
        EntryBatch batch = entry("data", "body");

        assertThat(batch.key(0)).isNull();
        assertThat(batch.timeMillis(0)).isEqualTo(ID.millis());
        assertThat(batch.headers(0)).isEmpty();
        assertThat(batch.value(0, "nothing")).isNull();
    }

    @Test
    void missingData_isNoMessage() {
        EntryBatch batch = entry("user_id", "1", "action", "purchase");

        assertNoMessage(() -> data(batch, 0), "no field \"data\"");
    }

    @Test
    void timeThatIsNoNumber_isNoMessage() {
        assertNoMessage(() -> entry("time", "noon", "data", "x").timeMillis(0), "\"time\"");
        assertNoMessage(() -> entry("time", "", "data", "x").timeMillis(0), "\"time\"");
    }

    @Test
    void headersThatAreNoMap_areNoMessage() {
        assertNoMessage(() -> entry("headers", "{}", "data", "x").headers(0), "\"headers\"");
    }

    @Test
    void nameWithoutValue_isNoField() {
        EntryBatch batch = entry("key", "k", "data");

        assertThat(batch.value(0, "data")).isNull();
        assertThat(batch.fields(0)).hasSize(3);
    }

    @Test
    void neighbours_areKeptApart() {
        EntryBatch batch = new EntryBatch.Builder()
                .entry(1, 0)
                .slices(List.of(bytes("key"), bytes("a"), bytes("data")))
                .entry(2, 0)
                .slices(List.of(bytes("x"), bytes("data"), bytes("data"), bytes("second")))
                .entry(3, 0)
                .build();

        assertThat(batch.value(0, "data")).isNull();
        assertThat(data(batch, 1)).isEqualTo("second");
        assertThat(batch.fields(2)).isEmpty();
        assertThat(batch.value(2, "data")).isNull();
        assertThat(batch).hasToString("[1-0, 2-0, 3-0]");
    }

    @Test
    void weight_isTheBytesOfNamesAndValues() {
        EntryBatch batch = new EntryBatch.Builder()
                .entry(1, 0)
                .slices(List.of(bytes("ab"), bytes("cde")))
                .entry(2, 0)
                .entry(3, 0)
                .slices(List.of(bytes("f"), bytes("")))
                .build();

        assertThat(batch.weight(0)).isEqualTo(5);
        assertThat(batch.weight(1)).isZero();
        assertThat(batch.weight(2)).isEqualTo(1);
    }

    @Test
    void sharedData_isHandedOverInPlace() {
        EntryBatch batch = entry("a", "b", "data", "body");

        String slice = batch.data(0, (bytes, offset, length) -> bytes.length + "/" + offset + "/" + length);

        assertThat(slice).endsWith("/6/4");
    }

    @Test
    void empty_hasNoEntries() {
        assertThat(EntryBatch.EMPTY.size()).isZero();
        assertThat(EntryBatch.EMPTY).hasToString("[]");
    }

    @Property
    void builtBatch_holdsWhatWasPutIn(@ForAll @Size(max = 60) List<@Size(max = 6) List<byte[]>> entries) {
        assertHolds(build(entries), entries);
    }

    @Test
    void moreThanTheFirstArraysHold_isKept() {
        List<List<byte[]>> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] value = new byte[i * 7];
            Arrays.fill(value, (byte) i);
            entries.add(List.of(bytes("name-" + i), value, bytes("data"), bytes("d" + i)));
        }

        assertHolds(build(entries), entries);
    }

    private static EntryBatch build(List<List<byte[]>> entries) {
        EntryBatch.Builder builder = new EntryBatch.Builder();
        for (int i = 0; i < entries.size(); i++) {
            builder.entry(i, -i);
            for (byte[] slice : entries.get(i)) {
                // both ways in, in turn
                builder = builder.size() % 2 == 0 ? builder.slice(slice) : builder.slice(ByteBuffer.wrap(slice));
            }
        }
        return builder.build();
    }

    private static void assertHolds(EntryBatch batch, List<List<byte[]>> entries) {
        assertThat(batch.size()).isEqualTo(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            List<byte[]> fields = entries.get(i);
            assertThat(batch.id(i)).isEqualTo(new MessageId(i, -i));
            assertThat(batch.fields(i)).usingElementComparator(Arrays::compare).isEqualTo(fields);
            assertThat(batch.weight(i))
                    .isEqualTo(fields.stream().mapToInt(field -> field.length).sum());
        }
    }

    @Test
    @Tag("P12")
    void roomThatWasNotUsed_isGivenBack() {
        EntryBatch batch = new EntryBatch.Builder(500, 1 << 20)
                .entry(ID)
                .slices(List.of(bytes("data"), bytes("x")))
                .build();

        assertThat(batch.<Integer>data(0, (bytes, offset, length) -> bytes.length))
                .isEqualTo(batch.weight());
    }

    private static EntryBatch batch(Envelope envelope) {
        return EntryBatch.of(ID, envelope.fields());
    }

    private static EntryBatch entry(String... fields) {
        return new EntryBatch.Builder()
                .entry(ID)
                .slices(Arrays.stream(fields).map(EntryBatchTest::bytes).toList())
                .build();
    }

    private static String data(EntryBatch batch, int entry) {
        return batch.data(entry, (bytes, offset, length) -> new String(bytes, offset, length, UTF_8));
    }

    private static void assertNoMessage(ThrowingCallable call, String problem) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeadraceException.class, bad -> assertThat(bad.code()).isEqualTo(ErrorCode.NOT_A_MESSAGE))
                .hasMessageContaining(problem);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
