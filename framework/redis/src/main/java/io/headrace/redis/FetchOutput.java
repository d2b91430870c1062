package io.headrace.redis;

import io.headrace.broker.EntryBatch;
import io.headrace.broker.Fetched;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
    private final EntryBatch.Builder stream = new EntryBatch.Builder();
    private final EntryBatch.Builder lane = new EntryBatch.Builder();
    private EntryBatch.Builder current = stream;
    private int level;

    FetchOutput(byte[] laneKey) {
        super(ByteArrayCodec.INSTANCE, new Fetched(EntryBatch.EMPTY, EntryBatch.EMPTY));
        this.laneKey = laneKey;
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
            case KEY_LEVEL -> current = isLane(bytes) ? lane : stream;
            case ENTRY_LEVEL -> Replies.beginEntry(current, bytes);
            case FIELD_LEVEL -> current.slice(bytes);
            default -> throw new IllegalStateException("XREADGROUP reply nested " + level + " deep");
        }
    }

    @Override
    public void complete(int depth) {
        level = Math.min(level, depth);
        if (depth == 0 && stream.size() + lane.size() > 0) {
            output = new Fetched(stream.build(), lane.build());
        }
    }

    private boolean isLane(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.get(bytes);
        return Arrays.equals(bytes, laneKey);
    }
}
