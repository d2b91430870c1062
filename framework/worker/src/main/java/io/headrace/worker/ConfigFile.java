package io.headrace.worker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A configuration file, read into settings; the end of its name says what it is. */
final class ConfigFile {
    private final Path file;
    private final Placeholders placeholders;
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    private ConfigFile(Path file, Placeholders placeholders) {
        this.file = file;
        this.placeholders = placeholders;
    }

    /**
     * Reads a file.
     *
     * @throws HeadraceException if it is missing, or not what its name says; nothing of its content is quoted
     */
    static Source read(Path file, Map<String, String> variables) {
        ConfigFile reading = new ConfigFile(file, new Placeholders(variables));
        try {
            reading.read();
        } catch (JsonProcessingException malformed) {
            throw bad("Cannot read " + file + ": " + reason(malformed) + ". Correct it", null);
        } catch (IOException unreadable) {
            String reason = Files.exists(file) ? unreadable.toString() : "there is no such file";
            throw bad("Cannot read " + file + ": " + reason + ". Check what --config says", unreadable);
        }
        return Source.of(reading.settings);
    }

    private void read() throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            readTree(new YAMLFactory());
        } else if (name.endsWith(".json")) {
            readTree(new JsonFactory());
        } else if (name.endsWith(".properties")) {
            readProperties();
        } else {
            throw bad("Cannot read " + file + ": its name must end in .yaml, .yml, .json or .properties", null);
        }
    }

    private void readProperties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException malformed) {
            throw bad("Cannot read " + file + ": it has a bad \\u escape. Correct it", malformed);
        }
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> put(key, properties.getProperty(key), file.toString()));
    }

    private void readTree(JsonFactory format) throws IOException {
        try (JsonParser parser = format.createParser(file.toFile())) {
            parser.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
            Deque<String> path = new ArrayDeque<>();
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case FIELD_NAME -> name = parser.currentName();
                    case START_OBJECT -> path.addLast(name);
                    case END_OBJECT -> path.removeLast();
                    default -> scalar(key(path, name), parser, token);
                }
            }
        }
    }

    private void scalar(String key, JsonParser parser, JsonToken token) throws IOException {
        String origin = file + ":" + parser.currentTokenLocation().getLineNr();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL || key.isEmpty()) {
            String what = token == JsonToken.VALUE_NULL ? "no value" : "a list or something else";
            throw bad(
                    "\"" + key + "\" in " + origin + " has " + what + ", but must be a text, number, true or false",
                    null);
        }
        put(key, parser.getText(), origin);
    }

    private void put(String key, String value, String origin) {
        try {
            if (settings.put(key, new Setting(key, placeholders.fill(value), origin)) != null) {
                throw bad(
                        "\"" + key + "\" is in " + file + " twice, the second time in " + origin + ". Remove one",
                        null);
            }
        } catch (IllegalArgumentException missing) {
            throw bad("\"" + key + "\" in " + origin + " " + missing.getMessage(), missing);
        }
    }

    /** The names down to this one; the first is that of the whole file, which has none. */
    private static String key(Deque<String> path, String name) {
        StringBuilder key = new StringBuilder();
        path.stream().skip(1).forEach(above -> key.append(above).append('.'));
        return key.append(name).toString();
    }

    private static String reason(JsonProcessingException malformed) {
        JsonLocation location = malformed.getLocation();
        String line = location == null ? "" : " in line " + location.getLineNr();
        String message = malformed.getOriginalMessage();
        return (message.startsWith("Duplicate field") ? message : "it is malformed") + line;
    }

    private static HeadraceException bad(String problem, @Nullable Throwable cause) {
        return new HeadraceException(ErrorCode.BAD_CONFIGURATION, problem + ".", cause);
    }
}
