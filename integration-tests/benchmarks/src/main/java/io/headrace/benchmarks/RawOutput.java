package io.headrace.benchmarks;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the RESP3 reply to XREADGROUP into a {@link RawBatch}: a map of one key to entries, each an id and its fields. Of
 * the four fields it keeps the last one's value, which is {@code data}.
 */
final class RawOutput extends CommandOutput<byte[], byte[], RawBatch> {
    private static final int ENTRY = 3;
    private static final int FIELDS = 4;
    private static final int DATA = 7;

    private int level;
    private int field;

    RawOutput(RawBatch empty) {
        super(ByteArrayCodec.INSTANCE, empty);
    }

    @Override
    public void multi(int count) {
        level++;
    }

    @Override
    public void set(@Nullable ByteBuffer value) {
        if (value == null) {
            return; // nothing to read
        }
        if (level == ENTRY) {
            output.beginEntry(value);
            field = 0;
        } else if (level == FIELDS && field++ == DATA) {
            output.data(value);
        }
    }

    @Override
    public void complete(int depth) {
        level = Math.min(level, depth);
    }
}
