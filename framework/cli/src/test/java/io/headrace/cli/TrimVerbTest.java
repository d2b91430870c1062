package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.testkit.RedisExtension;
import java.util.stream.IntStream;
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
