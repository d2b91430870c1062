package io.headrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields as a flat object: each name a property, each value a scalar written as text. */
final class JacksonFieldsCodec<T> implements FieldsCodec<T> {
    private static final int MOST_FIELDS = 1000;

    private final ObjectMapper mapper;
    private final JavaType type;
    private final Codec<T> json;

    JacksonFieldsCodec(ObjectMapper mapper, Class<T> type) {
        this.mapper = mapper;
        this.type = mapper.constructType(type);
        this.json = JacksonCodec.json(mapper, type);
    }

    @Override
    public List<byte[]> encodeFields(T value) {
        JsonNode tree = tree(value);
        List<byte[]> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : tree.properties()) {
            if (each.getValue().isContainerNode()) {
                throw unwritable("property \"" + each.getKey() + "\" is not a single value");
            }
            if (!each.getValue().isNull()) {
                fields.add(each.getKey().getBytes(UTF_8));
                fields.add(each.getValue().asText().getBytes(UTF_8));
            }
        }
        if (fields.isEmpty() || fields.size() > 2 * MOST_FIELDS) {
            throw unwritable("it has " + fields.size() / 2 + " fields, but an entry needs 1 to " + MOST_FIELDS);
        }
        return fields;
    }

    @Override
    public T decodeFields(List<byte[]> fields) {
        ObjectNode tree = mapper.createObjectNode();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            tree.put(text(fields.get(i)), text(fields.get(i + 1)));
        }
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonProcessingException | IllegalArgumentException cause) {
            String problem = cause instanceof JsonProcessingException json
                    ? json.getOriginalMessage() + JacksonCodec.place(json)
                    : String.valueOf(cause.getMessage());
            throw new DecodeException(
                    "Cannot decode " + fields.size() / 2 + " fields as "
                            + type.getRawClass().getSimpleName() + ": " + problem,
                    cause);
        }
    }

    @Override
    public byte[] encode(T value) {
        return json.encode(value);
    }

    @Override
    public T decode(byte[] bytes, int offset, int length) {
        return json.decode(bytes, offset, length);
    }

    private JsonNode tree(T value) {
        try {
            return mapper.valueToTree(value);
        } catch (IllegalArgumentException cause) {
            throw unwritable(String.valueOf(cause.getMessage()));
        }
    }

    private static String text(byte[] bytes) {
        return Utf8Codec.INSTANCE.decode(bytes);
    }

    private HeadraceException unwritable(String problem) {
        return new HeadraceException(
                ErrorCode.ENCODE,
                "Cannot write a " + type.getRawClass().getName() + " as fields: " + problem + ". Nothing was sent.");
    }
}
