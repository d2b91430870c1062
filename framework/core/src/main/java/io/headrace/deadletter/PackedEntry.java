package io.headrace.deadletter;

import io.headrace.broker.EntryBatch;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import java.io.IOException;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** An entry's field list as one value: a MessagePack array of raw strings, names and values in turn. */
public final class PackedEntry {
    private PackedEntry() {}

    /** Packs names and values in turn. */
    public static byte[] pack(List<byte[]> fields) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packArrayHeader(fields.size());
            for (byte[] field : fields) {
                packer.packRawStringHeader(field.length).writePayload(field);
            }
            return packer.toByteArray();
        } catch (IOException impossible) {
            throw new AssertionError("packing into memory", impossible);
        }
    }

    /** The entry as it was, under the id it had. */
    public static EntryBatch unpack(byte[] packed, MessageId id) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(packed)) {
            EntryBatch.Builder batch = new EntryBatch.Builder().entry(id);
            int fields = unpacker.unpackArrayHeader();
            for (int i = 0; i < fields; i++) {
                batch.slice(unpacker.readPayload(Math.min(unpacker.unpackRawStringHeader(), packed.length)));
            }
            return batch.build();
        } catch (IOException | MessagePackException malformed) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Field \"entry\" is not a packed list of fields.", malformed);
        }
    }
}
