package io.headrace.redis;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetched;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the reply to XREADGROUP straight into flat batches. In RESP3 it is a map: key to entries, each an id and its
 * field list.
 */
final class FetchOutput extends CommandOutput<byte[], byte[], Fetched> {
    private static final int KEY_LEVEL = 1;
    private static final int ENTRY_LEVEL = 3;
    private static final int FIELD_LEVEL = 4;

    private final byte[] laneKey;
    private final Size expected;
    private EntryBatch.@Nullable Builder stream;
    private EntryBatch.@Nullable Builder lane;
    private EntryBatch.@Nullable Builder current;
    private int level;

    /** How large a reply is; the next one is likely to be as large. */
    record Size(int entries, int bytes) {
        private static final int MOST_BYTES = 1 << 20;
        static final Size UNKNOWN = new Size(8, 1024);

        static Size of(EntryBatch batch) {
            int bytes = (int) Math.min(MOST_BYTES, batch.weight() * 9L / 8);
            return batch.size() == 0 ? UNKNOWN : new Size(batch.size(), bytes);
        }
    }

    FetchOutput(byte[] laneKey, Size expected) {
        super(ByteArrayCodec.INSTANCE, new Fetched(EntryBatch.EMPTY, EntryBatch.EMPTY));
        this.laneKey = laneKey;
        this.expected = expected;
    }

    @Override
    public void multi(int count) {
        level++;
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return; // the whole reply is null when there is nothing to read
        }
        switch (level) {
            case KEY_LEVEL -> current = isLane(bytes) ? beginLane() : beginStream();
            case ENTRY_LEVEL -> Replies.beginEntry(Objects.requireNonNull(current), bytes);
            case FIELD_LEVEL -> Objects.requireNonNull(current).slice(bytes);
            default -> throw new IllegalStateException("XREADGROUP reply nested " + level + " deep");
        }
    }

    @Override
    public void complete(int depth) {
        level = Math.min(level, depth);
        if (depth == 0 && current != null) {
            output = new Fetched(
                    stream == null ? EntryBatch.EMPTY : stream.build(), lane == null ? EntryBatch.EMPTY : lane.build());
        }
    }

    private EntryBatch.Builder beginStream() {
        stream = new EntryBatch.Builder(expected.entries, expected.bytes);
        return stream;
    }

    private EntryBatch.Builder beginLane() {
        lane = new EntryBatch.Builder();
        return lane;
    }

    private boolean isLane(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.get(bytes);
        return Arrays.equals(bytes, laneKey);
    }
}
