package io.headrace.codec;

import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Another codec's bytes, deflated where that pays. The first byte says what follows: {@code 0} the bytes as they are,
 * {@code 1} a raw deflate stream (RFC 1951).
 */
final class CompressedCodec<T> implements Codec<T> {
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    private final Codec<T> codec;
    private final int threshold;
    private final int maxSize;

    CompressedCodec(Codec<T> codec, int threshold, int maxSize) {
        if (threshold < 0 || maxSize < 1) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "threshold is " + threshold + " and maxSize " + maxSize + ", but must be at least 0 and 1.");
        }
        this.codec = codec;
        this.threshold = threshold;
        this.maxSize = maxSize;
    }

    @Override
    public byte[] encode(T value) {
        byte[] plain = codec.encode(value);
        if (plain.length >= threshold) {
            byte[] packed = new byte[plain.length + 1];
            int length = deflate(plain, packed);
            if (length < plain.length) {
                packed[0] = DEFLATED;
                return Arrays.copyOf(packed, length + 1);
            }
        }
        byte[] marked = new byte[plain.length + 1];
        marked[0] = PLAIN;
        System.arraycopy(plain, 0, marked, 1, plain.length);
        return marked;
    }

    @Override
    public T decode(byte[] bytes, int offset, int length) {
        if (length > 0 && bytes[offset] == PLAIN) {
            return codec.decode(bytes, offset + 1, length - 1);
        }
        if (length > 0 && bytes[offset] == DEFLATED) {
            return codec.decode(inflate(bytes, offset + 1, length - 1));
        }
        throw new DecodeException("Cannot decode " + length + " bytes: they do not begin with 0 or 1", null);
    }

    /** Fills {@code packed} from its second byte; returns how much came of it, all of the room if it was not enough. */
    private static int deflate(byte[] plain, byte[] packed) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            int length = deflater.deflate(packed, 1, packed.length - 1);
            return deflater.finished() ? length : plain.length;
        } finally {
            deflater.end();
        }
    }

    private byte[] inflate(byte[] bytes, int offset, int length) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, offset, length);
            byte[] plain = new byte[Math.max(64, (int) Math.min(maxSize, 4L * length))];
            int size = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(plain, size, plain.length - size);
                size += count;
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new DecodeException("Cannot inflate " + length + " bytes: they end too early", null);
                }
                plain = size == plain.length && !inflater.finished() ? grown(plain) : plain;
            }
            return Arrays.copyOf(plain, size);
        } catch (DataFormatException malformed) {
            throw new DecodeException("Cannot inflate " + length + " bytes: " + malformed.getMessage(), malformed);
        } finally {
            inflater.end();
        }
    }

    private byte[] grown(byte[] plain) {
        if (plain.length >= maxSize) {
            throw new DecodeException("Refused to inflate to more than " + maxSize + " bytes", null);
        }
        return Arrays.copyOf(plain, (int) Math.min(maxSize, 2L * plain.length));
    }
}
