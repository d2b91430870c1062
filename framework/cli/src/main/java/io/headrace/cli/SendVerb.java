package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.send.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends messages. */
@Command(
        name = "send",
        description =
                "Sends a message, or one for each line of standard input, byte by byte as it is. Prints the id of "
                        + "each, when the server has it.")
final class SendVerb extends Verb {
    private static final String STANDARD_INPUT = "-";

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream; it comes to be with its first entry.")
    private String stream = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "The data. '-', or nothing: a message for each line of standard input.")
    private @Nullable String data;

    @ArgGroup
    private Instead instead = new Instead();

    /** What else to send: one of these. */
    private static final class Instead {
        @Option(names = "--file", paramLabel = "FILE", description = "A file with the data of one message.")
        private @Nullable Path file;

        @Option(
                names = "--field",
                paramLabel = "NAME=VALUE",
                converter = NameValue.Converter.class,
                description = "Not a message but an entry as other programs write it, of these fields.")
        private List<NameValue> fields = List.of();
    }

    @Option(names = "--key", paramLabel = "KEY", description = "Key of the message, or of all of them.")
    private @Nullable String key;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            converter = NameValue.Converter.class,
            description = "A header of the message, or of all of them. May be repeated.")
    private List<NameValue> headers = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Name of the message: it is appended once, however often it is sent.")
    private @Nullable String id;

    @Override
    int run(Headrace headrace, Screen screen) throws IOException {
        if (data != null && (instead.file != null || !instead.fields.isEmpty())) {
            throw new UsageException("DATA, --file and --field exclude each other. Give one of them.");
        }
        if (!instead.fields.isEmpty()) {
            return sendFields(headrace, screen);
        }
        EventStream<byte[]> plain = EventStream.of(stream, Codec.bytes());
        String ofAll = key;
        Sender<byte[]> sender = headrace.sender(ofAll == null ? plain : plain.keyedBy(any -> ofAll));
        byte[] message = message();
        if (message == null) {
            return sendLines(sender, screen);
        }
        Map<String, String> named = NameValue.map(headers);
        Sent.one(screen, id == null ? sender.send(message, named) : sender.sendOnce(id, message, named));
        return DONE;
    }

    private int sendFields(Headrace headrace, Screen screen) {
        if (key != null || !headers.isEmpty()) {
            throw new UsageException("--field has no place for --key and --header. Make them fields.");
        }
        ObjectNode fields = Payload.JSON.createObjectNode();
        instead.fields.forEach(field -> fields.put(field.name(), field.value()));
        Sender<ObjectNode> sender = headrace.sender(EventStream.of(stream, Codec.fields(ObjectNode.class)));
        Sent.one(screen, id == null ? sender.send(fields) : sender.sendOnce(id, fields));
        return DONE;
    }

    /** The data of the message, or {@code null} if it is on standard input. */
    private byte @Nullable [] message() {
        try {
            if (instead.file != null) {
                return Files.readAllBytes(instead.file);
            }
        } catch (IOException failure) {
            throw new UsageException("Cannot read " + instead.file + ": " + failure + ". Nothing was sent.");
        }
        return data == null || data.equals(STANDARD_INPUT) ? null : data.getBytes(UTF_8);
    }

    private int sendLines(Sender<byte[]> sender, Screen screen) throws IOException {
        if (id != null) {
            throw new UsageException(
                    "--id names one message, but each line of standard input is one. Give DATA or --file.");
        }
        Map<String, String> named = NameValue.map(headers);
        Sent sent = new Sent(screen);
        Lines lines = new Lines(System.in);
        for (byte[] line = lines.next(); line != null && !sent.hasFailed(); line = lines.next()) {
            byte[] message = line;
            sent.add(() -> sender.send(message, named));
            if (!lines.isReady()) {
                sent.await();
            }
        }
        sent.await();
        return sent.hasFailed() ? FAILED : DONE;
    }
}
