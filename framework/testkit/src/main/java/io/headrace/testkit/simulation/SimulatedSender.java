package io.headrace.testkit.simulation;

import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.send.Sender;
import io.headrace.send.SenderOptions;
import io.headrace.send.Senders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a run from a process that may die. Most go out under an id, and again after each start until they
 * are confirmed; the others are sent once, whatever comes of it.
 */
final class SimulatedSender {
    private static final int PERIOD_MILLIS = 6_000;
    private static final int RESEND_MILLIS = 500;

    private final World world;
    private final Ledger ledger;
    private final EventStream<String> stream;
    private final List<Order> orders = new ArrayList<>();
    private final Set<Order> open = new HashSet<>();

    /** A message to be sent at this time; with an id until it is confirmed, else at most once. */
    private record Order(String value, long atNanos, boolean once) {}

    SimulatedSender(World world, Scenario scenario, Ledger ledger, EventStream<String> stream) {
        this.world = world;
        this.ledger = ledger;
        this.stream = stream;
        for (int i = 0; i < scenario.messages(); i++) {
            long atNanos =
                    Duration.ofMillis(world.random.nextInt(PERIOD_MILLIS)).toNanos();
            orders.add(new Order(Values.of(i, scenario), atNanos, world.random.nextInt(5) > 0));
        }
        open.addAll(orders);
    }

    /** Whether nothing is left to send. */
    boolean isDone() {
        return open.isEmpty();
    }

    /** The process starts. */
    void start(Life life) {
        Sender<String> sender =
                new Senders(life.broker(), world.clock, life.timer()).sender(stream, SenderOptions.DEFAULTS);
        for (Order order : orders) {
            if (open.contains(order)) {
                Duration delay = Duration.ofNanos(Math.max(0, order.atNanos() - world.time.nanos()));
                world.time.after(delay, () -> life.whenAwake(() -> send(life, sender, order)));
            }
        }
    }

    private void send(Life life, Sender<String> sender, Order order) {
        if (order.once()) {
            sender.sendOnce(order.value(), order.value())
                    .whenComplete((id, failure) -> answered(life, sender, order, id));
        } else if (open.remove(order)) {
            sender.send(order.value()).whenComplete((id, failure) -> answered(life, sender, order, id));
        }
    }

    private void answered(Life life, Sender<String> sender, Order order, @Nullable MessageId id) {
        if (id != null) {
            ledger.confirmed(order.value(), id);
            open.remove(order);
        } else if (order.once()) {
            life.later(RESEND_MILLIS, () -> send(life, sender, order));
        }
    }
}
