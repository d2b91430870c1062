package io.headrace.cli;

import io.headrace.retry.Reject;
import io.headrace.retry.Retry;
import io.headrace.testkit.RedisExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GroupsVerbTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final Terminal terminal = new Terminal(REDIS.uri());
    private final Scene scene = new Scene(REDIS.server());

    @Test
    void groups_areListedWithWhatTheyHaveToDo() {
        scene.orders("good", "later", "bad").handled(3, (order, context) -> {
            if (order.equals("later")) {
                throw Retry.after(Duration.ofHours(1));
            }
            if (order.equals("bad")) {
                throw Reject.because("no such customer");
            }
        });
        REDIS.server().command("XADD", "orders", "1769860900000-0", "data", "fresh");
        REDIS.server().command("XGROUP", "CREATE", "orders", "audit", "0");
        REDIS.server().command("SADD", "hr:{orders}:groups", "search");
        terminal.run("pause", "orders", "billing", "--by", "anne", "--reason", "database moves")
                .ok();

        terminal.run("groups", "orders").ok().matches("groups.txt");
        terminal.run("groups", "orders", "--json").ok().matches("groups-json.txt");
    }

    @Test
    void lagThatIsNotCountedToItsEnd_isALowerBound() {
        for (int i = 0; i < 300; i++) {
            REDIS.server().command("XADD", "orders", Scene.id(i), "data", "x");
        }
        scene.group();
        REDIS.server().command("XGROUP", "SETID", "orders", "billing", Scene.id(5));

        terminal.run("groups", "orders").ok().matches("groups-estimated.txt");
        terminal.run("groups", "orders", "--json").ok().matches("groups-estimated-json.txt");
    }

    @Test
    void streamWithoutGroups_isSaid() {
        scene.orders("a");

        terminal.run("groups", "orders").ok().matches("groups-none.txt");
    }

    @Test
    void moreGroupsThanTheLimit_areToldOf() {
        scene.orders("a").group();
        REDIS.server().command("XGROUP", "CREATE", "orders", "audit", "0");

        terminal.run("groups", "orders", "--limit", "1").ok().matches("groups-limit.txt");
    }

    @Test
    void groupWhoseNameHeadraceCannotUse_isShownWithoutFigures() {
        scene.orders("a");
        REDIS.server().command("XGROUP", "CREATE", "orders", "their group", "0");

        terminal.run("groups", "orders").ok().matches("groups-foreign.txt");
    }
}
