package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.testkit.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResetVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @BeforeEach
    void settled() {
        scene.orders("a", "b", "c").handled(3, (order, context) -> {});
        REDIS.server().command("XADD", "orders", "1769860900000-0", "data", "d");
    }

    @Test
    void dryRun_saysWhatComesAgain_andChangesNothing() {
        reset("earliest", "--dry-run").ok().matches("reset-dry.txt");
        reset("earliest", "--dry-run", "--json").ok().matches("reset-dry-json.txt");
        reset("latest", "--dry-run").ok().matches("reset-dry-latest.txt");
        reset("1769860900000-0", "--dry-run").ok().matches("reset-dry-nothing.txt");
        reset("earliest").matches("reset-no-consent.txt");

        terminal.run("lag", "orders", "billing").ok().matches("reset-unchanged.txt");
    }

    @Test
    void consent_movesTheGroup() {
        reset(Scene.id(1), "--yes").ok().matches("reset.txt");
        terminal.run("lag", "orders", "billing").ok().matches("reset-moved.txt");
        reset("2026-01-31T12:00:00Z", "--yes", "--json").ok().matches("reset-json.txt");
        reset("latest", "-y").ok().matches("reset-latest.txt");
    }

    @Test
    void countThatEndsEarly_isALowerBound() {
        for (int i = 0; i < 1500; i++) {
            REDIS.server().command("XADD", "orders", "1769860900001-" + i, "data", "x");
        }
        REDIS.server().command("XDEL", "orders", "1769860900001-700");
        REDIS.server().command("XGROUP", "SETID", "orders", "billing", "1769860900001-1400");

        reset("1769860900000-0", "--dry-run").ok().matches("reset-at-least.txt");
    }

    @Test
    void workerAlive_refusesUnlessForced() {
        try (Headrace headrace = Headrace.connect(REDIS.uri())) {
            headrace.worker("billing").on(Scene.ORDERS, (order, context) -> {}).start();

            reset("earliest", "--dry-run")
                    .ok()
                    .matches("reset-alive-dry.txt", "\\d message[^.]*effects may repeat", "…");
            reset("earliest", "--yes").matches("reset-alive.txt");
            reset("earliest", "--yes", "--force")
                    .ok()
                    .matches("reset-forced.txt", "\\d message[^.]*effects may repeat", "…");
        }
    }

    @Test
    void malformedTarget_isRefused() {
        reset("yesterday").matches("reset-malformed.txt");
        reset("1769860800000-x").matches("reset-malformed-id.txt");
    }

    private Terminal.Result reset(String to, String... more) {
        String[] words = new String[5 + more.length];
        System.arraycopy(new String[] {"reset", "orders", "billing", "--to", to}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        return terminal.run(words);
    }
}
