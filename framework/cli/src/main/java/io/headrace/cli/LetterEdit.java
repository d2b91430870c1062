package io.headrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.deadletter.Edit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/**
 * A change of data that a command describes. Its name is the whole description, so that a replay can be resumed by another
 * command, which finds the name in the books.
 */
final class LetterEdit {
    private static final ObjectMapper MSGPACK = new MessagePackMapper();
    private static final String PATCH = "merge-patch ";
    private static final String DATA = "data ";
    private static final int LONGEST_NAME = 64 << 10;

    private final String name;
    private final Form form;
    private final UnaryOperator<JsonNode> patch;
    private final byte @Nullable [] data;

    /** How the data is written. */
    enum Form {
        JSON,
        MSGPACK,
        FIELDS
    }

    private LetterEdit(String name, Form form, UnaryOperator<JsonNode> patch, byte @Nullable [] data) {
        if (name.length() > LONGEST_NAME) {
            throw new UsageException("The edit takes " + name.length() + " characters, but at most " + LONGEST_NAME
                    + " are kept with a replay. Replay with an edit in Java instead. Nothing was done.");
        }
        this.name = name;
        this.form = form;
        this.patch = patch;
        this.data = data;
    }

    static LetterEdit mergePatch(Form form, String text) {
        try {
            JsonNode patch = Payload.JSON.readTree(text);
            if (patch == null || patch.isMissingNode()) {
                throw new UsageException("The merge patch is empty. Nothing was done.");
            }
            String name = PATCH + form.name().toLowerCase(Locale.ROOT) + ' ' + patch;
            return new LetterEdit(name, form, value -> MergePatch.apply(value, patch), null);
        } catch (JsonProcessingException malformed) {
            throw new UsageException("The merge patch is not JSON: " + malformed.getOriginalMessage()
                    + ". Write it like '{\"cents\": 5}'. Nothing was done.");
        }
    }

    static LetterEdit data(byte[] data) {
        return new LetterEdit(DATA + Base64.getEncoder().encodeToString(data), Form.JSON, value -> value, data);
    }

    /** The edit of this name, as it is in the books; {@code null} for one that was not made by a command. */
    static @Nullable LetterEdit named(String name) {
        if (name.startsWith(DATA)) {
            return data(Base64.getDecoder().decode(name.substring(DATA.length())));
        }
        if (!name.startsWith(PATCH)) {
            return null;
        }
        String[] words = name.split(" ", 3);
        return mergePatch(Form.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2]);
    }

    /** Whether the entries are those of other programs, changed field by field. */
    boolean isOfFields() {
        return form == Form.FIELDS && data == null;
    }

    Edit<byte[]> ofBytes() {
        return new Edit<>(name, this::changed);
    }

    Edit<ObjectNode> ofFields() {
        return new Edit<>(name, value -> (ObjectNode) patch.apply(value));
    }

    private byte[] changed(byte[] before) {
        if (data != null) {
            return data;
        }
        ObjectMapper mapper = form == Form.MSGPACK ? MSGPACK : Payload.JSON;
        try {
            return mapper.writeValueAsBytes(patch.apply(mapper.readTree(before)));
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(
                    "the data is not " + form.name().toLowerCase(Locale.ROOT) + ": " + malformed.getOriginalMessage(),
                    malformed);
        } catch (IOException malformed) {
            throw new UncheckedIOException(
                    "the data is not " + form.name().toLowerCase(Locale.ROOT) + ": " + malformed.getMessage(),
                    malformed);
        }
    }
}
