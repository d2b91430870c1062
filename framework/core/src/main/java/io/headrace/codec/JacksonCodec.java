package io.headrace.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.headrace.error.DecodeException;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Objects;
import org.msgpack.core.MessagePackException;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/** JSON or MessagePack, as the mapper writes it. */
final class JacksonCodec<T> implements Codec<T> {
    static final ObjectMapper JSON =
            configure(JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));
    static final ObjectMapper MSGPACK = configure(MessagePackMapper.builder());

    private final String format;
    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private JacksonCodec(String format, ObjectMapper mapper, Type type) {
        this.format = format;
        this.type = mapper.constructType(type);
        this.reader = mapper.readerFor(this.type);
        this.writer = mapper.writerFor(this.type);
    }

    static <T> Codec<T> json(ObjectMapper mapper, Type type) {
        return new JacksonCodec<>("JSON", mapper, type);
    }

    static <T> Codec<T> msgpack(Type type) {
        return new JacksonCodec<>("MessagePack", MSGPACK, type);
    }

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M configure(MapperBuilder<M, B> builder) {
        return builder.addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    @Override
    public byte[] encode(T value) {
        try {
            return writer.writeValueAsBytes(Objects.requireNonNull(value, "value"));
        } catch (JsonProcessingException cause) {
            String detail = "Cannot encode a " + type.getRawClass().getName() + " as " + format + ": "
                    + cause.getOriginalMessage() + ". Nothing was sent.";
            throw new HeadraceException(ErrorCode.ENCODE, detail, cause);
        }
    }

    @Override
    public T decode(byte[] bytes, int offset, int length) {
        try {
            T value = reader.readValue(bytes, offset, length);
            if (value == null) {
                throw new DecodeException(describe(length, "the value is null"), null);
            }
            return value;
        } catch (JsonProcessingException cause) {
            throw new DecodeException(describe(length, cause.getOriginalMessage() + place(cause)), cause);
        } catch (IOException | MessagePackException cause) {
            throw new DecodeException(describe(length, String.valueOf(cause.getMessage())), cause);
        }
    }

    /** The field or element that is wrong, as in {@code , at lines[0].amount}; empty if it is the whole. */
    static String place(JsonProcessingException cause) {
        StringBuilder place = new StringBuilder();
        if (cause instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                String name = step.getFieldName();
                place.append(name == null ? "[" + step.getIndex() + "]" : "." + name);
            }
        }
        return place.isEmpty() ? "" : ", at " + (place.charAt(0) == '.' ? place.substring(1) : place);
    }

    private String describe(int length, String problem) {
        return "Cannot decode " + length + " bytes of " + format + " as "
                + type.getRawClass().getSimpleName() + ": " + problem;
    }
}
