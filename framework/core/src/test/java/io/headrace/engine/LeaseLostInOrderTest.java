package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.handler.Order;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LeaseLostInOrderTest {
    @Test
    @Tag("P2")
    void messageLetGoBeforeItBegan_doesNotBlockItsKey() {
        Rig rig = new Rig(options -> options.order(Order.KEY).concurrency(1), (value, context) -> {});
        rig.step();
        rig.append("key", "first");
        rig.step(); // its runner has not begun
        rig.time.advance(Rig.LEASE.multipliedBy(2)); // it stands still meanwhile
        rig.server.keyspace(keys -> keys.sortedSet(Rig.KEYS.alive()).remove(Rig.WORKER));

        rig.advance(Duration.ofSeconds(1)); // hears that its lease is gone, and takes the message under another name
        rig.append("key", "second");
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.handled).contains("first", "second");
        assertThat(rig.pending()).isZero();
    }
}
