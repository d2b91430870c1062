package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headrace.testkit.RedisExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TailVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void newestEntries_areShownInOrder() {
        scene.orders(numbered(12));
        REDIS.server().command("XADD", "orders", "1769860900000-0", "user_id", "1", "action", "purchase");

        terminal.run("tail", "orders").ok().matches("tail.txt");
        terminal.run("tail", "orders", "--limit", "2", "--json").ok().matches("tail-json.txt");
    }

    @Test
    void entriesFromAPlaceOn_areShown() {
        scene.orders(numbered(12));

        terminal.run("tail", "orders", "--from", "beginning", "--limit", "2")
                .ok()
                .matches("tail-beginning.txt");
        terminal.run("tail", "orders", "--from", Scene.id(10)).ok().matches("tail-id.txt");
        terminal.run("tail", "orders", "--from", "2026-01-31T12:00:00Z", "--limit", "1")
                .ok()
                .matches("tail-time.txt");
        terminal.run("tail", "orders", "--from", "2026-02-01").ok().matches("tail-from-none.txt");
    }

    @Test
    void following_showsWhatIsAppended() throws InterruptedException {
        scene.orders("a", "b");
        StringWriter out = new StringWriter();
        Thread follow = new Thread(() -> HeadraceCommand.line(new PrintWriter(out), new PrintWriter(out))
                .execute("tail", "orders", "--limit", "1", "--follow", "--url", REDIS.uri()));
        follow.start();

        await().until(() -> out.toString().contains("b\n"));
        REDIS.server().command("XADD", "orders", "1769860900000-0", "data", "c");
        await().until(() -> out.toString().contains("c\n"));
        follow.interrupt();
        follow.join(10_000);

        assertThat(out.toString()).isEqualTo("""
                ID               TIME                 KEY  DATA
                1769860800000-1  2026-01-31 12:00:00  A-1  b
                1769860900000-0  2026-01-31 12:01:40  -    c
                """);
    }

    @Test
    void followingFromAPlace_leavesNoGap_andEndsAtTheLimit() {
        scene.orders(numbered(150));

        Terminal.Result all = terminal.run("tail", "orders", "--from", "beginning", "--follow", "--limit", "120")
                .ok();

        assertThat(all.out().lines().filter(line -> line.startsWith("1769")).count())
                .isEqualTo(120);
        assertThat(all.out()).contains("{\"n\":119}").endsWith("--from 1769860800000-120\n");
    }

    @Test
    void emptyStream_isSaid() {
        REDIS.server().command("XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM");

        terminal.run("tail", "orders").ok().matches("tail-none.txt");
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{\"n\":" + i + "}").toArray(String[]::new);
    }
}
