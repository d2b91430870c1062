package io.headrace.engine;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Outcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that two workers died with. They are handled one at a time, each after the server has noted which one it is: a
 * worker that dies now convicts this one, and nobody else.
 *
 * <pre>
 *   waiting --first--> marking --answered--> with a runner --ended--> the next one
 * </pre>
 */
final class Suspects {
    private final Desk desk;
    private final Broker broker;
    private final Subscription.Setup setup;
    private final Consumer<Delivery> runner;
    private final Consumer<Delivery> unmarked;
    private final BiConsumer<Delivery, Outcome> missed;
    private final Pace pace;
    private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
    private @Nullable Delivery current;

    /**
     * Those whose mark the server did not confirm are {@code unmarked}; those that are no longer ours when their turn comes
     * are {@code missed}.
     */
    Suspects(
            Desk desk,
            Broker broker,
            Subscription.Setup setup,
            Consumer<Delivery> runner,
            Consumer<Delivery> unmarked,
            BiConsumer<Delivery, Outcome> missed) {
        this.desk = desk;
        this.broker = broker;
        this.setup = setup;
        this.runner = runner;
        this.unmarked = unmarked;
        this.missed = missed;
        this.pace = desk.pace();
    }

    void add(Delivery delivery) {
        waiting.add(delivery);
    }

    int step(long nowNanos) {
        Delivery next = current == null && pace.allows(nowNanos) ? waiting.poll() : null;
        if (next == null) {
            return 0;
        }
        current = next;
        desk.await(
                broker.mark(setup.group(), next.consumer(), next.hold()),
                outcome -> marked(next, outcome),
                failure -> failed(next, failure));
        return 1;
    }

    long deadlineNanos() {
        return current == null && !waiting.isEmpty() && pace.isPausing() ? pace.deadlineNanos() : Long.MAX_VALUE;
    }

    /** The message left the runners, whichever way. */
    @SuppressWarnings("ReferenceEquality") // this very delivery
    void ended(Delivery delivery) {
        if (current == delivery) {
            current = null;
        }
    }

    /** Gives up all that wait, in order. */
    List<Delivery> takeWaiting() {
        List<Delivery> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    private void marked(Delivery delivery, Outcome outcome) {
        pace.succeeded();
        if (outcome.kind() == Outcome.Kind.DONE) {
            runner.accept(delivery);
        } else {
            current = null;
            missed.accept(delivery, outcome);
        }
    }

    private void failed(Delivery delivery, BrokerException failure) {
        pace.failed(desk.now(), failure);
        desk.events().trouble(failure);
        current = null;
        unmarked.accept(delivery);
    }
}
