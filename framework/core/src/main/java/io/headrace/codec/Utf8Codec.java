package io.headrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.error.DecodeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

enum Utf8Codec implements Codec<String> {
    INSTANCE;

    @Override
    public byte[] encode(String value) {
        return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes, int offset, int length) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new DecodeException("Cannot decode " + length + " bytes as UTF-8 text: malformed input", malformed);
        }
    }
}
