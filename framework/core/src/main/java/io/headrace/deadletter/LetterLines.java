package io.headrace.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.broker.PackedList;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters as JSON lines, the form of an export:
 *
 * <pre>{"stream":"orders","group":"billing","id":"1732-0","reason":"REJECTED","error":"…","meta":["…","…"],"entry":["data",…]}</pre>
 *
 * What is read back is {@code meta} and {@code entry}, names and values in turn, each a string if it is UTF-8, else
 * {@code {"base64":"…"}}. The rest is for people.
 */
final class LetterLines {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(128 << 20).build())
            .build());
    private static final int MOST_LETTERS = 100;
    private static final int MOST_BYTES = 1 << 20;

    private final GroupRef group;

    LetterLines(GroupRef group) {
        this.group = group;
    }

    <T> long write(Broker broker, Letters<T> letters, DeadLetterFilter filter, OutputStream out, Progress progress) {
        long written = 0;
        long looked = 0;
        long size = letters.count(broker);
        try (JsonGenerator json = JSON.getFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setRootValueSeparator(null);
            Pages pages = new Pages(broker, letters.key, filter.from(), filter.to());
            for (EntryBatch page = pages.next(); page != null; page = pages.next()) {
                for (int i = 0; i < page.size(); i++) {
                    DeadLetter<T> letter = letters.letter(page, i);
                    if (filter.matches(letter) && !letter.reason().equals(DeadLetter.FOREIGN)) {
                        write(letter, page.value(i, "meta"), json);
                        written++;
                    }
                }
                looked += page.size();
                progress.looked(looked, Math.max(size, looked));
            }
            return written;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Cannot write the export of " + group + " after " + written + " dead letters: "
                            + failure.getMessage(),
                    failure);
        }
    }

    /** Adds what the lines hold; replies how many. */
    long read(Broker broker, String key, InputStream lines) {
        long added = 0;
        List<Append> batch = new ArrayList<>();
        int bytes = 0;
        try (MappingIterator<JsonNode> letters = JSON.readerFor(JsonNode.class).readValues(lines)) {
            while (hasNext(letters, added + batch.size())) {
                Append letter = parse(letters.next(), key, added + batch.size());
                batch.add(letter);
                bytes += letter.weight();
                if (batch.size() == MOST_LETTERS || bytes >= MOST_BYTES) {
                    added += add(broker, batch, added);
                    batch.clear();
                    bytes = 0;
                }
            }
            return added + add(broker, batch, added);
        } catch (HeadraceException bad) {
            if (bad.code() == ErrorCode.BAD_EXPORT) {
                add(broker, batch, added); // what the message counts as added
            }
            throw bad;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the export: " + failure.getMessage(), failure);
        }
    }

    private boolean hasNext(MappingIterator<JsonNode> letters, long before) throws IOException {
        try {
            return letters.hasNextValue();
        } catch (JsonProcessingException malformed) {
            throw bad(before, "it is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static void write(DeadLetter<?> letter, byte @Nullable [] meta, JsonGenerator json) throws IOException {
        Provenance provenance = letter.provenance();
        json.writeStartObject();
        json.writeStringField("stream", provenance.stream());
        json.writeStringField("group", provenance.group());
        json.writeStringField("id", letter.id().toString());
        json.writeStringField("message", letter.messageId().toString());
        json.writeStringField("reason", letter.reason());
        json.writeStringField("error", letter.error());
        json.writeFieldName("meta");
        write(meta == null ? new byte[0] : meta, json);
        json.writeArrayFieldStart("entry");
        for (byte[] field : letter.entry().fields(0)) {
            write(field, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void write(byte[] bytes, JsonGenerator json) throws IOException {
        try {
            json.writeString(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException binary) {
            json.writeStartObject();
            json.writeBinaryField("base64", bytes);
            json.writeEndObject();
        }
    }

    private Append parse(JsonNode line, String key, long before) throws IOException {
        if (!line.isObject()
                || !line.path("entry").isArray()
                || line.path("entry").isEmpty()) {
            throw bad(before, "it has no list \"entry\"", null);
        }
        byte[] meta = bytes(line.path("meta"), "meta", before);
        try {
            Provenance provenance = Provenance.unpack(meta);
            if (!provenance.stream().equals(group.stream())
                    || !provenance.group().equals(group.group())) {
                throw bad(before, "it is of " + new GroupRef(provenance.stream(), provenance.group()), null);
            }
        } catch (HeadraceException malformed) {
            throw malformed.code() == ErrorCode.BAD_EXPORT
                    ? malformed
                    : bad(before, String.valueOf(malformed.getMessage()), malformed);
        }
        List<byte[]> fields = new ArrayList<>();
        for (JsonNode field : line.path("entry")) {
            fields.add(bytes(field, "entry", before));
        }
        return new Append(key, List.of("meta".getBytes(UTF_8), meta, "entry".getBytes(UTF_8), PackedList.pack(fields)));
    }

    private byte[] bytes(JsonNode value, String name, long before) throws IOException {
        if (value.isTextual()) {
            return value.textValue().getBytes(UTF_8);
        }
        try {
            if (value.path("base64").isTextual()) {
                return value.path("base64").binaryValue();
            }
        } catch (IOException malformed) {
            throw bad(before, "\"" + name + "\" is not base64", malformed);
        }
        throw bad(before, "\"" + name + "\" is neither text nor {\"base64\": …}", null);
    }

    private long add(Broker broker, List<Append> batch, long before) {
        long added = 0;
        for (Appended each : Broker.await(broker.append(batch, Durability.memory()))) {
            if (each instanceof Appended.Failed failed) {
                throw new HeadraceException(
                        failed.failure().code(),
                        "Dead letters " + (before + added + 1) + " and following were not added to " + group
                                + ", the " + (before + added) + " before were: "
                                + failed.failure().getMessage(),
                        failed.failure());
            }
            added++;
        }
        return added;
    }

    private HeadraceException bad(long before, String why, @Nullable Throwable cause) {
        return new HeadraceException(
                ErrorCode.BAD_EXPORT,
                "Line " + (before + 1) + " is no exported dead letter of " + group + ": " + why + ". The " + before
                        + " lines before it were added, none of the others.",
                cause);
    }
}
