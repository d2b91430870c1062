package io.headrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.RedisExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LagVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static final String[] AT = {"\"at\":\"[^\"]+\"", "\"at\":\"<time>\""};

    private final Terminal terminal = new Terminal(REDIS.uri());

    @BeforeEach
    void groups() {
        new Scene(REDIS.server()).orders("a", "b", "c").group();
        REDIS.server().command("XREADGROUP", "GROUP", "billing", "importer", "COUNT", "1", "STREAMS", "orders", ">");
        REDIS.server().command("SADD", "hr:{orders}:groups", "search");
        REDIS.server().command("XADD", "bills", "1769860800000-0", "data", "{}");
        REDIS.server().command("XGROUP", "CREATE", "bills", "mail", "0");
    }

    @Test
    void backlogs_areToldOfAllStreams_ofOne_orOfOneGroup() {
        terminal.run("lag").ok().matches("lag.txt");
        terminal.run("lag", "--json").ok().matches("lag-json.txt", AT);
        terminal.run("lag", "bills").ok().matches("lag-stream.txt");
        terminal.run("lag", "orders", "billing").ok().matches("lag-group.txt");
    }

    @Test
    void backlogAboveTheThreshold_fails() {
        terminal.run("lag", "bills", "--fail-above", "1").ok();
        terminal.run("lag", "orders", "--fail-above", "2").matches("lag-above.txt");
    }

    @Test
    void streamDeletedWhileAllAreLookedAt_isLeftOut() {
        Terminal.Result result = lagWhile("{bills}", "DEL", "bills");

        result.ok().matches("lag-stream-gone.txt");
    }

    @Test
    void groupDestroyedWhileAllAreLookedAt_isShownWithoutFigures() {
        Terminal.Result result = lagWhile("billing", "XGROUP", "DESTROY", "orders", "billing");

        result.ok().matches("lag-group-gone.txt");
    }

    /** Lists all backlogs; before the first request that names this reaches the server, runs this command there. */
    private static Terminal.Result lagWhile(String named, String... command) {
        AtomicBoolean done = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.to(REDIS.server().port())) {
            proxy.cutAfter(request -> {
                if (new String(request, UTF_8).contains(named) && done.compareAndSet(false, true)) {
                    REDIS.server().command(command);
                }
                return false; // nothing is cut
            });
            Terminal.Result result = new Terminal(proxy.uri()).run("lag");
            assertThat(done).isTrue();
            return result;
        }
    }

    @Test
    void watching_looksAgainUntilInterrupted() throws InterruptedException {
        StringWriter out = new StringWriter();
        AtomicInteger code = new AtomicInteger(-1);
        Thread watch = new Thread(() -> code.set(HeadraceCommand.line(new PrintWriter(out), new PrintWriter(out))
                .execute("lag", "orders", "billing", "--watch=100ms", "--url", REDIS.uri())));
        watch.start();

        REDIS.server().command("XADD", "orders", "*", "data", "d");
        await().until(() -> out.toString().split("BACKLOG", -1).length > 3);
        watch.interrupt();
        watch.join(10_000);

        assertThat(code).hasValue(0);
        assertThat(out.toString()).contains(" UTC\n", "orders  billing        4");
    }

    @Test
    void noGroup_isSaid() {
        REDIS.server().command("FLUSHALL");

        terminal.run("lag").ok().matches("lag-none.txt");
    }
}
