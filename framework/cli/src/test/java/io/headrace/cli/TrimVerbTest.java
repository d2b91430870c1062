package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.RedisExtension;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TrimVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension(options -> options.config("stream-node-max-entries", "10"));

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void settledEntries_areRemoved() {
        orders(45);
        scene.group();
        REDIS.server().command("XGROUP", "SETID", "orders", "billing", Scene.id(24));

        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-dry.txt");
        terminal.run("trim", "orders", "--acked", "--dry-run", "--json").ok().matches("trim-dry-json.txt");
        terminal.run("trim", "orders", "--older-than", "7d").matches("trim-no-consent.txt");
        assertThat(REDIS.server().command("XLEN", "orders")).isEqualTo(45L);
        terminal.run("trim", "orders", "--older-than", "7d", "--yes").ok().matches("trim.txt");
        terminal.run("trim", "orders", "--acked", "--yes", "--json").ok().matches("trim-json.txt");
        assertThat(REDIS.server().command("XLEN", "orders")).isEqualTo(25L);
    }

    @Test
    void manySettledEntries_areToldByALimitThatHolds() {
        orders(450);
        scene.group();
        settle(300);

        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-many-dry.txt");
        terminal.run("trim", "orders", "--acked", "--yes").ok().matches("trim-many.txt");
    }

    @Test
    void entriesBehindAPendingOne_orTooYoung_areNotCounted() {
        orders(450);
        scene.group();
        REDIS.server().command("XREADGROUP", "GROUP", "billing", "importer", "COUNT", "300", "STREAMS", "orders", ">");
        for (int i = 0; i < 300; i++) {
            if (i != 3) {
                REDIS.server().command("XACK", "orders", "billing", Scene.id(i));
            }
        }

        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-pending-dry.txt");
        REDIS.server().command("XACK", "orders", "billing", Scene.id(3));
        terminal.run("trim", "orders", "--older-than", "36500d", "--dry-run")
                .ok()
                .matches("trim-young-dry.txt");
    }

    @Test
    void largeEntries_areNotReadToBeCounted() {
        String[] data = new String[130];
        Arrays.fill(data, "x".repeat(12_000));
        scene.orders(data).group();
        settle(120);

        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-large-dry.txt");
    }

    @Test
    void consent_sparesTheCount() {
        orders(45);
        scene.group();

        assertThat(reads("--dry-run")).isTrue();
        assertThat(reads("--dry-run", "--yes")).isTrue();
        assertThat(reads("--yes")).isFalse();
    }

    /** Has the group take so many, which leaves none of them pending. */
    private static void settle(int count) {
        REDIS.server()
                .command(
                        "XREADGROUP",
                        "GROUP",
                        "billing",
                        "importer",
                        "COUNT",
                        Integer.toString(count),
                        "NOACK",
                        "STREAMS",
                        "orders",
                        ">");
    }

    private static boolean reads(String... consent) {
        AtomicBoolean read = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.to(REDIS.server().port())) {
            proxy.cutAfter(request -> {
                if (new String(request, UTF_8).contains("XRANGE\r\n")) {
                    read.set(true);
                }
                return false; // nothing is cut
            });
            String[] words = Stream.concat(Stream.of("trim", "orders", "--acked"), Stream.of(consent))
                    .toArray(String[]::new);
            new Terminal(proxy.uri()).run(words).ok();
        }
        return read.get();
    }

    @Test
    void lossyLimit_removesWhatIsNeeded() {
        orders(45);
        scene.group();

        terminal.run("trim", "orders", "--lossy-max-len", "20", "--dry-run")
                .ok()
                .matches("trim-lossy-dry.txt");
        terminal.run("trim", "orders", "--lossy-max-len", "20", "-y").ok().matches("trim-lossy.txt");
    }

    @Test
    void streamWithoutAGroup_orWithAMissingOne_isNotTrimmed() {
        orders(45);
        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-no-group-dry.txt");
        terminal.run("trim", "orders", "--acked", "--yes").ok().matches("trim-no-group.txt");

        REDIS.server().command("SADD", "hr:{orders}:groups", "search");
        terminal.run("trim", "orders", "--acked", "--dry-run").ok().matches("trim-missing-dry.txt");
        terminal.run("trim", "orders", "--acked", "--yes").ok().matches("trim-missing.txt");
    }

    @Test
    void whatCannotBeMeant_isRefused() {
        orders(1);
        terminal.run("trim", "orders", "--yes").matches("trim-no-rule.txt");
        terminal.run("trim", "orders", "--acked", "--older-than", "1d", "--yes").matches("trim-two-rules.txt");
        terminal.run("trim", "orders", "--lossy-max-len", "0", "--yes").matches("trim-zero.txt");
    }

    private void orders(int count) {
        scene.orders(IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new));
    }
}
