package io.headrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.broker.EntryBatch;
import io.headrace.message.MessageId;
import io.headrace.testkit.RedisExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SendVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] ID = {"\\d{13}-\\d+", "<id>"};

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal(REDIS.uri());

    @Test
    void data_isSentWithKeyAndHeaders() {
        terminal.run("send", "orders", "{\"id\": 1}", "--key", "A-1", "--header", "trace=a=b", "--header", "by=me")
                .ok()
                .matches("send.txt", ID);
        terminal.run("send", "orders", "--json", "--", "-5").ok().matches("send-json.txt", ID);

        EntryBatch sent = sent();
        assertThat(data(sent)).containsExactly("{\"id\": 1}", "-5");
        assertThat(sent.key(0)).isEqualTo("A-1");
        assertThat(sent.headers(0)).isEqualTo(Map.of("trace", "a=b", "by", "me"));
        assertThat(sent.key(1)).isNull();
    }

    @Test
    void file_isSentAsItIs() throws IOException {
        byte[] bytes = {0, 10, 13, -1, 10};
        Path file = Files.write(directory.resolve("data"), bytes);

        terminal.run("send", "orders", "--file", file.toString()).ok();

        assertThat(sent().value(0, "data")).isEqualTo(bytes);
    }

    @Test
    void standardInput_isSentLineByLine() {
        Terminal.Result dash = typed("a\n\nb\r\nlast", "send", "orders", "-").ok();
        Terminal.Result nothing = typed("\u00ff\n", "send", "orders").ok();

        assertThat(data(sent())).containsExactly("a", "", "b\r", "last", "\u00ff");
        assertThat(dash.out().lines()).hasSize(4).doesNotHaveDuplicates();
        assertThat(nothing.out().lines()).hasSize(1);
    }

    @Test
    void manyLines_keepTheirOrder() {
        List<String> lines =
                IntStream.range(0, 5_000).mapToObj(Integer::toString).toList();

        Terminal.Result result =
                typed(String.join("\n", lines), "send", "orders").ok();

        assertThat(data(sent())).isEqualTo(lines);
        assertThat(result.out().lines().map(MessageId::parse)).hasSize(5_000).isSorted();
    }

    @Test
    void lineThatIsRefused_isNamed_andTheRestIsNotSent() {
        REDIS.server().command("SET", "orders", "no stream");

        typed("a\n", "send", "orders").matches("send-refused.txt");
    }

    @Test
    void sameId_isAppendedOnce() {
        String first = terminal.run("send", "orders", "a", "--id", "A-1").ok().out();
        String second = terminal.run("send", "orders", "a", "--id", "A-1").ok().out();

        assertThat(second).isEqualTo(first);
        assertThat(sent().size()).isOne();
    }

    @Test
    void fields_areSentAsOtherProgramsWriteThem() {
        terminal.run("send", "orders", "--field", "user_id=1", "--field", "action=a=b")
                .ok();

        assertThat((List<?>) ((List<?>) ((List<?>) REDIS.server().command("XRANGE", "orders", "-", "+")).get(0)).get(1))
                .map(String::valueOf)
                .containsExactly("user_id", "1", "action", "a=b");
    }

    @Test
    void whatCannotBeMeant_isRefused() {
        terminal.run("send", "orders", "--field", "a=1", "--key", "A-1").matches("send-field-key.txt");
        terminal.run("send", "orders", "--field", "a").matches("send-field-malformed.txt");
        terminal.run("send", "orders", "a", "--file", "b").matches("send-two.txt");
        terminal.run("send", "orders", "--file", "/no/such/file").matches("send-no-file.txt");
        typed("a\n", "send", "orders", "--id", "A-1").matches("send-lines-id.txt");
        assertThat(REDIS.server().command("EXISTS", "orders")).isEqualTo(0L);
    }

    private Terminal.Result typed(String text, String... words) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
        try {
            return terminal.run(words);
        } finally {
            System.setIn(before);
        }
    }

    private static EntryBatch sent() {
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            return headrace.operator().entries("orders", MessageId.MIN, 10_000);
        }
    }

    private static List<String> data(EntryBatch batch) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> batch.value(i, "data"))
                .map(data -> new String(data, data.length == 1 && data[0] < 0 ? ISO_8859_1 : UTF_8))
                .toList();
    }
}
