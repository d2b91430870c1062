package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Attempts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** MessagePack arrays of raw strings, byte for byte as the scripts write them. */
final class Packed {
    private Packed() {}

    static byte[] list(List<byte[]> items) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packArrayHeader(items.size());
            for (byte[] item : items) {
                packer.packRawStringHeader(item.length).writePayload(item);
            }
            return packer.toByteArray();
        } catch (IOException impossible) {
            throw new AssertionError("packing into memory", impossible);
        }
    }

    static byte[] attempts(Attempts attempts) {
        return list(List.of(
                decimal(attempts.failures()),
                decimal(attempts.firstFailedAtMillis()),
                decimal(attempts.dueAtMillis()),
                attempts.lastError().getBytes(UTF_8)));
    }

    static Attempts toAttempts(byte[] packed) {
        List<String> parts = toStrings(packed);
        return new Attempts(
                Integer.parseInt(parts.get(0)),
                Long.parseLong(parts.get(1)),
                Long.parseLong(parts.get(2)),
                parts.get(3));
    }

    private static List<String> toStrings(byte[] packed) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
            List<String> items = new ArrayList<>();
            for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
                items.add(unpacker.unpackString());
            }
            return items;
        } catch (IOException impossible) {
            throw new AssertionError("unpacking from memory", impossible);
        }
    }

    private static byte[] decimal(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }
}
