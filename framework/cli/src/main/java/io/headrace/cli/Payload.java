package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/**
 * Shows an entry's data without knowing its codec: as JSON if it is JSON, or MessagePack, or one of these compressed; as text
 * if it is text; else in hex. An entry of another program, without the field {@code data}, is shown field by field.
 */
final class Payload {
    /** Numbers keep every digit. */
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectMapper MSGPACK = new MessagePackMapper();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
            .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    private static final int MOST_INFLATED = 1 << 20;
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    private final @Nullable JsonNode json;
    private final String text;

    private Payload(@Nullable JsonNode json, String text) {
        this.json = json;
        this.text = text;
    }

    /** The data of an entry. */
    static Payload of(EntryBatch batch, int entry) {
        byte[] data = batch.value(entry, Envelope.DATA);
        return data == null ? ofFields(batch.fields(entry)) : of(data, true);
    }

    /** In one line, for people. */
    @Override
    public String toString() {
        return text;
    }

    /** For programs: JSON as it is, all else as text. */
    Object forPrograms() {
        return json != null ? json : text;
    }

    /** In many lines, for people. */
    static String pretty(JsonNode json) {
        try {
            return JSON.writer(PRETTY).writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Payload of(byte[] data, boolean maybeCompressed) {
        String text = text(data);
        if (text != null) {
            JsonNode json = json(text);
            return new Payload(json, json != null ? json.toString() : text);
        }
        if (maybeCompressed && data.length > 0 && (data[0] == PLAIN || data[0] == DEFLATED)) {
            byte[] rest = Arrays.copyOfRange(data, 1, data.length);
            byte[] plain = data[0] == PLAIN ? rest : inflated(rest);
            Payload inner = plain == null ? null : of(plain, false);
            if (inner != null && (inner.json != null || !inner.text.startsWith("0x"))) {
                return inner;
            }
        }
        JsonNode packed = packed(data);
        return packed != null
                ? new Payload(packed, packed.toString())
                : new Payload(null, "0x" + HexFormat.of().formatHex(data));
    }

    private static Payload ofFields(List<byte[]> fields) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            object.put(shown(fields.get(i)), shown(fields.get(i + 1)));
        }
        return new Payload(object, object.toString());
    }

    private static String shown(byte[] bytes) {
        String text = text(bytes);
        return text != null ? text : "0x" + HexFormat.of().formatHex(bytes);
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t') ? null : text;
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException other) {
            return null;
        }
    }

    /** Only maps and lists: almost any byte is a MessagePack number. */
    private static @Nullable JsonNode packed(byte[] data) {
        try (JsonParser parser = MSGPACK.createParser(data)) {
            JsonNode node = MSGPACK.readTree(parser);
            return node != null && node.isContainerNode() && isAtEnd(parser) ? node : null;
        } catch (IOException | RuntimeException other) {
            return null;
        }
    }

    /** At its end this parser throws where others return no token. */
    private static boolean isAtEnd(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() == null;
        } catch (JsonEOFException end) {
            return true;
        }
    }

    private static byte @Nullable [] inflated(byte[] deflated) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] plain = new byte[MOST_INFLATED];
            int length = inflater.inflate(plain);
            return inflater.finished() ? Arrays.copyOf(plain, length) : null;
        } catch (DataFormatException other) {
            return null;
        } finally {
            inflater.end();
        }
    }
}
