package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.codec.Codec;
import io.headrace.codec.FieldsCodec;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Entries of one reply, laid flat: one array holds all names and values, one all ids. Immutable, so that any thread may
 * decode from it.
 */
public final class EntryBatch {
    /** No entries. */
    public static final EntryBatch EMPTY = new Builder().build();

    private static final byte[][] NAMES =
            Envelope.FIELDS.stream().map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
    private static final int MOST_DIGITS = 18;
    private static final int KEY = 0;
    private static final int TIME = 1;
    private static final int HEADERS = 2;
    private static final int DATA = 3;

    private final byte[] bytes;
    private final long[] ids; // millis and sequence of each entry
    private final int[] firstSlice; // of each entry, and one past the last
    private final int[] ends; // of each slice; an entry's slices are its names and values in turn

    private EntryBatch(byte[] bytes, long[] ids, int[] firstSlice, int[] ends) {
        this.bytes = bytes;
        this.ids = ids;
        this.firstSlice = firstSlice;
        this.ends = ends;
    }

    /** One entry of these names and values in turn. */
    public static EntryBatch of(MessageId id, List<byte[]> fields) {
        return new Builder().entry(id).slices(fields).build();
    }

    /** How many entries there are. */
    public int size() {
        return ids.length / 2;
    }

    /** The id of an entry. */
    public MessageId id(int entry) {
        return new MessageId(ids[2 * entry], ids[2 * entry + 1]);
    }

    /** Bytes of all entries' names and values. */
    public int weight() {
        return start(firstSlice[size()]);
    }

    /** Bytes of an entry's names and values. */
    public int weight(int entry) {
        return start(firstSlice[entry + 1]) - start(firstSlice[entry]);
    }

    /** An entry's names and values in turn, as the server keeps them. */
    public List<byte[]> fields(int entry) {
        List<byte[]> fields = new ArrayList<>();
        for (int slice = firstSlice[entry]; slice < firstSlice[entry + 1]; slice++) {
            fields.add(Arrays.copyOfRange(bytes, start(slice), ends[slice]));
        }
        return fields;
    }

    /** The value of this field, or {@code null} if the entry has no such field. */
    public byte @Nullable [] value(int entry, String name) {
        int slice = find(entry, name.getBytes(UTF_8), 0);
        return slice < 0 ? null : Arrays.copyOfRange(bytes, start(slice), ends[slice]);
    }

    /** The key that the message was sent with, or {@code null}. */
    public @Nullable String key(int entry) {
        int slice = find(entry, NAMES[KEY], KEY);
        return slice < 0 || start(slice) == ends[slice] ? null : text(slice);
    }

    /** Event time in ms: the sender's, else the entry id's. */
    public long timeMillis(int entry) {
        int slice = find(entry, NAMES[TIME], TIME);
        if (slice < 0) {
            return ids[2 * entry];
        }
        long plain = digits(start(slice), ends[slice]);
        try {
            return plain >= 0 ? plain : Long.parseLong(text(slice));
        } catch (NumberFormatException malformed) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Field \"time\" is not a number of milliseconds.", malformed);
        }
    }

    /** The sender's headers. */
    public Map<String, String> headers(int entry) {
        int slice = find(entry, NAMES[HEADERS], HEADERS);
        return slice < 0 || start(slice) == ends[slice]
                ? Map.of()
                : PackedMap.unpack("headers", bytes, start(slice), ends[slice] - start(slice));
    }

    /** What the codec makes of an entry: of its data, or of all its fields. */
    public <T> T value(int entry, Codec<T> codec) {
        return codec instanceof FieldsCodec<T> all ? all.decodeFields(fields(entry)) : data(entry, codec::decode);
    }

    /** Hands the data to {@code reader} without copying it. */
    public <T> T data(int entry, DataReader<T> reader) {
        int slice = find(entry, NAMES[DATA], DATA);
        if (slice < 0) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE,
                    "Entry " + id(entry) + " has no field \"data\": it was not written by Headrace.");
        }
        return reader.read(bytes, start(slice), ends[slice] - start(slice));
    }

    /** The ids. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < size(); i++) {
            text.add(id(i).toString());
        }
        return text.toString();
    }

    private int find(int entry, byte[] name, int expectedField) {
        int from = firstSlice[entry];
        int to = firstSlice[entry + 1];
        int expected = from + 2 * expectedField;
        if (expected + 1 < to && isNamed(expected, name)) {
            return expected + 1;
        }
        for (int slice = from; slice + 1 < to; slice += 2) {
            if (isNamed(slice, name)) {
                return slice + 1;
            }
        }
        return -1;
    }

    private boolean isNamed(int slice, byte[] name) {
        return Arrays.equals(bytes, start(slice), ends[slice], name, 0, name.length);
    }

    /** The number that these digits stand for, or -1 if it takes a closer look: none, too many, or something else. */
    private long digits(int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return to > from && to - from <= MOST_DIGITS ? number : -1;
    }

    private String text(int slice) {
        return new String(bytes, start(slice), ends[slice] - start(slice), UTF_8);
    }

    private int start(int slice) {
        return slice == 0 ? 0 : ends[slice - 1];
    }

    /** Reads a value out of the shared array; see {@code Codec.decode}. */
    @FunctionalInterface
    public interface DataReader<T> {
        /** Reads {@code length} bytes from {@code offset}. */
        T read(byte[] bytes, int offset, int length);
    }

    /** Collects entries one field at a time, as a reply is parsed. For one thread. */
    public static final class Builder {
        private static final int SLICES = 2 * Envelope.FIELDS.size();

        private byte[] bytes;
        private long[] ids;
        private int[] firstSlice;
        private int[] ends;
        private int entries;
        private int slices;
        private int length;

        /** A builder with room for a few small entries; it grows. */
        public Builder() {
            this(8, 1024);
        }

        /** A builder with room for so many entries with so many bytes of names and values together; it grows. */
        public Builder(int expectedEntries, int expectedBytes) {
            int count = Math.max(1, expectedEntries);
            this.bytes = new byte[Math.max(1, expectedBytes)];
            this.ids = new long[2 * count];
            this.firstSlice = new int[count + 1];
            this.ends = new int[SLICES * count];
        }

        /** Begins an entry. */
        public Builder entry(long millis, long sequence) {
            if (2 * entries + 2 > ids.length) {
                ids = Arrays.copyOf(ids, 2 * ids.length);
                firstSlice = Arrays.copyOf(firstSlice, 2 * firstSlice.length);
            }
            ids[2 * entries] = millis;
            ids[2 * entries + 1] = sequence;
            firstSlice[entries++] = slices;
            return this;
        }

        /** Begins an entry. */
        public Builder entry(MessageId id) {
            return entry(id.millis(), id.sequence());
        }

        /** Adds a name or a value to the current entry. */
        public Builder slice(ByteBuffer source) {
            int count = source.remaining();
            makeRoom(count);
            source.get(bytes, length, count);
            return endSlice(count);
        }

        /** Adds a name or a value to the current entry. */
        public Builder slice(byte[] source) {
            makeRoom(source.length);
            System.arraycopy(source, 0, bytes, length, source.length);
            return endSlice(source.length);
        }

        /** Adds names and values in turn. */
        public Builder slices(List<byte[]> sources) {
            sources.forEach(this::slice);
            return this;
        }

        /** How many entries were begun. */
        public int size() {
            return entries;
        }

        /** The batch; the builder is used up. */
        public EntryBatch build() {
            int[] first = Arrays.copyOf(firstSlice, entries + 1);
            first[entries] = slices;
            byte[] kept = bytes.length > 2 * length ? Arrays.copyOf(bytes, length) : bytes;
            return new EntryBatch(kept, Arrays.copyOf(ids, 2 * entries), first, ends);
        }

        private void makeRoom(int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
            }
            if (slices == ends.length) {
                ends = Arrays.copyOf(ends, 2 * ends.length);
            }
        }

        private Builder endSlice(int count) {
            length += count;
            ends[slices++] = length;
            return this;
        }
    }
}
