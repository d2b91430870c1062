package io.headrace.benchmarks;

import io.headrace.benchmarks.Contender.Handling;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The entries of one reply: ids as two numbers each, the field {@code data} of all in one array. */
final class RawBatch {
    private long[] ids;
    private int[] ends;
    private byte[] bytes;
    private int size;
    private int used;

    /** Has room for so many entries with so many bytes of data, and grows if there are more. */
    RawBatch(int entries, int data) {
        this.ids = new long[2 * entries];
        this.ends = new int[entries];
        this.bytes = new byte[data];
    }

    int size() {
        return size;
    }

    /** An empty one with room for a batch like this one. */
    RawBatch another() {
        return new RawBatch(Math.max(1, size), used + used / 8);
    }

    void handle(int entry, Handling handling) throws Exception {
        int from = entry == 0 ? 0 : ends[entry - 1];
        handling.handle(Event.CODEC.decode(bytes, from, ends[entry] - from));
    }

    /** The id as the server writes it. */
    byte[] id(int entry) {
        byte[] text = new byte[41];
        int at = digits(ids[2 * entry + 1], text, text.length);
        text[--at] = '-';
        return Arrays.copyOfRange(text, digits(ids[2 * entry], text, at), text.length);
    }

    void beginEntry(ByteBuffer id) {
        if (size == ends.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ids[2 * size] = number(id);
        ids[2 * size + 1] = number(id);
        ends[size++] = used;
    }

    void data(ByteBuffer value) {
        int length = value.remaining();
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + length));
        }
        value.get(bytes, used, length);
        used += length;
        ends[size - 1] = used;
    }

    private static long number(ByteBuffer text) {
        long number = 0;
        while (text.hasRemaining()) {
            byte next = text.get();
            if (next == '-') {
                break;
            }
            number = 10 * number + next - '0';
        }
        return number;
    }

    /** Writes the digits so that they end before {@code end}; returns where they begin. */
    private static int digits(long number, byte[] text, int end) {
        int at = end;
        long rest = number;
        do {
            text[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return at;
    }
}
