package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Edit;
import io.headrace.deadletter.Facets;
import io.headrace.deadletter.Progress;
import io.headrace.deadletter.ReplayOptions;
import io.headrace.message.EventStream;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.send.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A shop that bills its orders. One order in a hundred has a negative amount, and a bank that fails now and then. */
final class Demo {
    private static final int ORDERS = 10_000;
    private static final int BAD_ONE_IN = 100;
    private static final int BANK_FAILS_ONE_IN = 50;
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final EventStream<Order> STREAM = EventStream.of("demo-orders", Codec.json(Order.class));
    private static final EventStream<Bill> BILLS = EventStream.of("demo-bills", Codec.json(Bill.class));
    private static final String GROUP = "billing";

    private final Headrace headrace;
    private final DemoServer server;
    private final Screen screen;
    private final LongAdder billed = new LongAdder();
    private final AtomicInteger calls = new AtomicInteger();
    private final DeadLetters<Order> dead;

    record Order(int id, int cents) {}

    record Bill(int order, int cents) {}

    Demo(Headrace headrace, DemoServer server, Screen screen) {
        this.headrace = headrace;
        this.server = server;
        this.screen = screen;
        this.dead = headrace.deadLetters(STREAM, GROUP);
    }

    int run() {
        ErrorPolicy policy = ErrorPolicy.standard()
                .backoff(Backoff.fixed(Duration.ofMillis(100)))
                .rejectOn(IllegalArgumentException.class);
        headrace.worker(GROUP)
                .on(STREAM, (order, context) -> context.emit(BILLS, bill(order)), options -> options.onError(policy))
                .start();
        send();
        await(ORDERS);
        say("%,d orders are billed, %,d are dead letters.", ORDERS - dead.size(), dead.size());
        Facets facets = dead.facets(DeadLetterFilter.ALL, Progress.NONE);
        facets.errors().forEach(error -> say("  error %s  %,d  %s", error.name(), error.count(), error.example()));
        repair();
        await(ORDERS);
        say("After the repair %,d orders are billed, %,d are dead letters.", ORDERS - dead.size(), dead.size());
        hint();
        return dead.size() == 0 ? Verb.DONE : Verb.FAILED;
    }

    private Bill bill(Order order) {
        if (calls.incrementAndGet() % BANK_FAILS_ONE_IN == 0) {
            throw new IllegalStateException("the bank does not answer");
        }
        if (order.cents() < 0) {
            throw new IllegalArgumentException("order " + order.id() + " is about " + order.cents() + " cents");
        }
        billed.increment();
        return new Bill(order.id(), order.cents());
    }

    private void send() {
        Sender<Order> sender = headrace.sender(STREAM);
        List<CompletableFuture<?>> sent = new ArrayList<>(ORDERS);
        for (int i = 1; i <= ORDERS; i++) {
            sent.add(sender.send(new Order(i, i % BAD_ONE_IN == 0 ? -i : i)));
        }
        sent.forEach(CompletableFuture::join);
        say("%,d orders are sent; the bank fails one call in %d, which is retried.", ORDERS, BANK_FAILS_ONE_IN);
    }

    private void await(int all) {
        try (Bar bar = new Bar(screen, "orders")) {
            while (billed.sum() + dead.size() < all) {
                bar.looked(billed.sum() + dead.size(), all);
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void repair() {
        Edit<Order> positive = new Edit<>("positive", order -> new Order(order.id(), Math.abs(order.cents())));
        long replayed = dead.replay(
                        DeadLetterFilter.ALL, ReplayOptions.<Order>defaults().edit(positive))
                .await()
                .state()
                .moved();
        say("%,d dead letters were repaired and replayed, to this group only.", replayed);
    }

    private void hint() {
        screen.say("");
        screen.say(
                server.isReachable()
                        ? "Do it by hand, on a server that stays: headrace dead ls STREAM GROUP, headrace dead replay --help"
                        : "On a real server: install redis-server or valkey-server, and run this again.");
    }

    private void say(String text, Object... values) {
        screen.say(String.format(Locale.ROOT, text, values));
    }
}
