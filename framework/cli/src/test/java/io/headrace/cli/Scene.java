package io.headrace.cli;

import static org.awaitility.Awaitility.await;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.handler.Handler;
import io.headrace.message.EventStream;
import io.headrace.observe.Counts;
import io.headrace.observe.Flow;
import io.headrace.testkit.RedisServer;

/** Orders, and the group {@code billing} that works on them, so that verbs have something to show. */
final class Scene {
    static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());
    private static final String TIME = "1769860800000"; // 2026-01-31 12:00:00

    private final RedisServer server;

    Scene(RedisServer server) {
        this.server = server;
    }

    /** The id of an order, from 0. */
    static String id(int order) {
        return TIME + "-" + order;
    }

    /** Appends orders with these data, as a sender would, under ids that are known. */
    Scene orders(String... data) {
        for (int i = 0; i < data.length; i++) {
            server.command("XADD", "orders", id(i), "key", "A-" + i, "time", TIME, "headers", "", "data", data[i]);
        }
        return this;
    }

    Scene group() {
        server.command("XGROUP", "CREATE", "orders", "billing", "0");
        return this;
    }

    /** Has a worker of the group deal with so many messages, and end. */
    Scene handled(int count, Handler<String> handler) {
        try (Headrace headrace = Headrace.connect(server.uri())) {
            Worker worker = headrace.worker("billing").on(ORDERS, handler).start();
            await().until(() -> settled(worker.counts("orders")) == count);
        }
        return this;
    }

    private static long settled(Counts counts) {
        return counts.of(Flow.DONE) + counts.of(Flow.PARKED) + counts.of(Flow.DEAD);
    }
}
