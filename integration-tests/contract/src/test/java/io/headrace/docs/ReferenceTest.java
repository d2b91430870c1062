package io.headrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.broker.Envelope;
import io.headrace.broker.PackedMap;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Provenance;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.observe.Flow;
import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds the tables of the reference to what is on the server and in the code. */
class ReferenceTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final Page WIRE_FORMAT = Repository.page("docs/reference/wire-format.md");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @AutoClose
    private Headrace headrace;

    @BeforeEach
    void start() {
        headrace = Headrace.connect(REDIS.uri());
        headrace.worker("billing")
                .on(ORDERS, (order, context) -> {
                    seen.add(order + " " + context.message().key() + " "
                            + context.message().headers());
                    if (order.equals("bad")) {
                        throw Reject.because("bad");
                    }
                    if (order.equals("later")) {
                        throw Retry.after(Duration.ofHours(1));
                    }
                })
                .start();
    }

    @Test
    void keys_areThoseOfThePage() {
        headrace.sender(ORDERS).send("bad").join();
        headrace.sender(ORDERS).sendOnce("A-1", "later").join();
        DeadLetters<String> dead = headrace.deadLetters(ORDERS, "billing");
        await().until(() -> dead.size() == 1);
        await().until(() ->
                REDIS.server().command("ZCARD", "hr:{orders}:billing:due").equals(1L));
        REDIS.server().command("SET", "hr:{orders}:billing:lost", "0");
        REDIS.server().command("HSET", "hr:{orders}:billing:probe", "hr-nobody", "m:1-0");
        REDIS.server().command("HSET", "hr:{orders}:billing:replays", "1-0", "");

        List<String> ofThePage = Repository.page("docs/guides/operate.md").namesBelow("## Keys on the server");

        assertThat((List<?>) REDIS.server().command("KEYS", "*"))
                .map(String::valueOf)
                .containsExactlyInAnyOrderElementsOf(ofThePage);
        assertThat(WIRE_FORMAT.namesBelow("## Keys"))
                .map(key -> key.replace("<base>", "hr:{orders}:")
                        .replace("<group>", "billing")
                        .replace("<id>", "A-1"))
                .containsAll(
                        ofThePage.stream().filter(key -> key.startsWith("hr:")).toList());
    }

    @Test
    void control_hasTheFieldsOfThePage() {
        REDIS.server().command("HSET", "hr:{orders}:billing:control", "paused", "1 anne was over long ago");
        await().untilAsserted(() -> assertThat((List<?>) REDIS.server().command("HKEYS", "hr:{orders}:billing:control"))
                .map(String::valueOf)
                .containsExactlyInAnyOrderElementsOf(WIRE_FORMAT.namesBelow("## Leases")));
    }

    @Test
    void sentEntry_hasTheFieldsOfThePageInOrder() {
        headrace.sender(ORDERS).send("A-1").join();

        List<?> entry = (List<?>) ((List<?>) REDIS.server().command("XRANGE", "orders", "-", "+")).get(0);

        assertThat((List<?>) entry.get(1))
                .map(String::valueOf)
                .filteredOn(WIRE_FORMAT.namesBelow("## Entries")::contains)
                .isEqualTo(WIRE_FORMAT.namesBelow("## Entries"))
                .isEqualTo(Envelope.FIELDS);
    }

    @Test
    void foreignEntryWithDataAlone_isAMessage() {
        REDIS.server().command("XADD", "orders", "*", "data", "{\"id\":\"A-1\"}");

        await().until(() -> seen.contains("{\"id\":\"A-1\"} null {}"));
    }

    @Test
    void meta_hasTheNamesOfThePage() {
        byte[] meta = new Provenance("", "", MessageId.MIN, "", "", "", "", 1, "", 0, 0, List.of()).pack();

        assertThat(WIRE_FORMAT.namesBelow("## Dead letters and the lane"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("meta", "entry"),
                                PackedMap.unpack("meta", meta, 0, meta.length).keySet().stream())
                        .toList());
    }

    @Test
    void scripts_areThoseOfThePage() {
        List<String> files = Repository.luaFiles().stream()
                .map(file -> file.getFileName().toString().replace(".lua", ""))
                .filter(name -> !name.startsWith("lib_"))
                .map(name -> name.replace("kind_", ""))
                .toList();

        assertThat(WIRE_FORMAT.namesBelow("## Scripts")).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void meters_areThoseOfThePage() {
        List<String> flows = Stream.of(Flow.values())
                .map(flow -> flow.name().toLowerCase(Locale.ROOT))
                .toList();

        assertThat(Repository.page("docs/reference/metrics.md").namesBelow("# Metrics"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                flows.stream(),
                                Stream.of(
                                        "swept-lost",
                                        "trouble",
                                        "in-flight",
                                        "blocked-keys",
                                        "stuck",
                                        "trim-held-up-seconds",
                                        "backlog"))
                        .toList());
    }

    @Test
    void namesOfATable_areReadOfItsSectionOnly() {
        String page = """
                ## One
                | name | holds |
                |---|---|
                | `a`, `b` | `c` |
                text with `d`
                ## Two
                | `e` | |
                """;

        assertThat(new Page(Repository.ROOT, page).namesBelow("## One")).containsExactly("a", "b");
        assertThat(new Page(Repository.ROOT, page.replace("`a`", "`x`")).namesBelow("## One"))
                .containsExactly("x", "b");
    }
}
