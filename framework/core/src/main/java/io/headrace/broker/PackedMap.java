package io.headrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** Text by name as one value: a MessagePack map of raw strings. */
public final class PackedMap {
    private PackedMap() {}

    /** Packs the map in its order. */
    public static byte[] pack(Map<String, String> map) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(map.size());
            for (Map.Entry<String, String> each : map.entrySet()) {
                packText(each.getKey(), packer);
                packText(each.getValue(), packer);
            }
            return packer.toByteArray();
        } catch (IOException impossible) {
            throw new AssertionError("packing into memory", impossible);
        }
    }

    /** Reads a map, unmodifiable; {@code what} names it in the error if it is none. */
    public static Map<String, String> unpack(String what, byte[] bytes, int offset, int length) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes, offset, length)) {
            int size = unpacker.unpackMapHeader();
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(unpacker.unpackString(), unpacker.unpackString());
            }
            return Collections.unmodifiableMap(map);
        } catch (IOException | MessagePackException malformed) {
            throw new HeadraceException(
                    ErrorCode.NOT_A_MESSAGE, "Field \"" + what + "\" is not a MessagePack map of strings.", malformed);
        }
    }

    /** Replaces what is no valid text, such as half a surrogate pair, where the packer's own way would throw. */
    private static void packText(String text, MessageBufferPacker packer) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        packer.packRawStringHeader(bytes.length).writePayload(bytes);
    }
}
