package io.headrace.broker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** Byte strings as one value: a MessagePack array of raw strings, as the scripts pack an entry's field list. */
public final class PackedList {
    private PackedList() {}

    /** Packs the items in their order. */
    public static byte[] pack(List<byte[]> items) {
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

    /** Reads the items; {@code what} names them in the error if the bytes are no such list. */
    public static List<byte[]> unpack(String what, byte[] packed) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
            List<byte[]> items = new ArrayList<>();
            for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
                // No item is longer than the whole: a wrong length must not make us allocate it.
                items.add(unpacker.readPayload(Math.min(unpacker.unpackRawStringHeader(), packed.length)));
            }
            return items;
        } catch (IOException | MessagePackException malformed) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Field \"" + what + "\" is not a packed list of strings.", malformed);
        }
    }
}
