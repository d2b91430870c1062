package io.headrace.testkit.simulation;

import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.engine.Subscription;
import io.headrace.handler.BatchContext;
import io.headrace.handler.Context;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerListener;
import io.headrace.observe.WorkerState;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.headrace.testkit.simulation.Invocations.Invocation;
import io.headrace.testkit.simulation.Invocations.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the workers do: copy every message from the first stream to the second, failing now and then, rejecting some and
 * dying of others; note what reaches the second; and tally what was on the first.
 */
final class Handlers {
    static final Duration LEASE = Duration.ofSeconds(2);

    private static final int MAX_ATTEMPTS = 4;
    private static final HandlerOptions OPTIONS = HandlerOptions.DEFAULTS
            .concurrency(4)
            .onError(ErrorPolicy.standard()
                    .backoff(Backoff.exponential(Duration.ofMillis(50), Duration.ofSeconds(3)))
                    .maxAttempts(MAX_ATTEMPTS));

    private final World world;
    private final Scenario scenario;
    private final Ledger ledger;
    private final Invocations invocations;
    private final EventStream<String> in;
    private final EventStream<String> out;
    private boolean hasty;

    Handlers(World world, Scenario scenario, Ledger ledger, Invocations invocations) {
        this.world = world;
        this.scenario = scenario;
        this.ledger = ledger;
        this.invocations = invocations;
        this.in = stream(Simulation.IN);
        this.out = stream(Simulation.OUT);
    }

    private EventStream<String> stream(String name) {
        return EventStream.of(name, Codec.utf8())
                .keyedBy(value -> Values.key(value, scenario.keys()))
                .retain(scenario.retention());
    }

    EventStream<String> in() {
        return in;
    }

    /** From now on no handler takes its time. */
    void hurry() {
        hasty = true;
    }

    Subscription copying(Life life) {
        HandlerOptions options = OPTIONS.order(scenario.order());
        if (scenario.batches()) {
            Subscription.Setup setup = setup(life, Simulation.COPY, options.batch(5, Duration.ofMillis(20)));
            return Subscription.ofBatches(setup, life.broker(), in, (batch, context) -> copy(life, batch, context));
        }
        return Subscription.of(
                setup(life, Simulation.COPY, options), life.broker(), in, (value, context) -> copy(life, context));
    }

    Subscription noting(Life life) {
        return Subscription.of(
                setup(life, Simulation.NOTE, OPTIONS),
                life.broker(),
                out,
                (value, context) -> take(life, Simulation.NOTE, context));
    }

    Subscription tallying(Life life) {
        return Subscription.of(
                setup(life, Simulation.TALLY, OPTIONS),
                life.broker(),
                in,
                (value, context) -> take(life, Simulation.TALLY, context));
    }

    private Subscription.Setup setup(Life life, GroupRef group, HandlerOptions options) {
        AtomicBoolean stops = new AtomicBoolean();
        WorkerListener looking = (stream, name, event) -> {
            if (event instanceof WorkerEvent.LeaseLost) {
                world.note("{}: {}", life, event);
                invocations.leaseLost(life, group, stops.get());
            } else if (event instanceof WorkerEvent.Entered entered) {
                stops.set(entered.state() != WorkerState.RUNNING);
            }
        };
        return life.setup(group, LEASE, options, List.of(looking));
    }

    private void copy(Life life, Context context) {
        Message<String> message = message(context);
        Invocation invocation = begin(life, Simulation.COPY, message);
        dwell(life);
        try {
            decide(life, message);
            context.emit(out, message.value());
            succeed(invocation, Simulation.COPY, message);
        } catch (RuntimeException failure) {
            fail(invocation, message, failure);
            throw failure;
        }
    }

    private void copy(Life life, List<Message<String>> batch, BatchContext context) {
        List<Invocation> begun = new ArrayList<>();
        batch.forEach(message -> begun.add(begin(life, Simulation.COPY, message)));
        dwell(life);
        for (int i = 0; i < batch.size(); i++) {
            Message<String> message = batch.get(i);
            try {
                decide(life, message);
                context.emit(message, out, message.value());
                succeed(begun.get(i), Simulation.COPY, message);
            } catch (RuntimeException failure) {
                fail(begun.get(i), message, failure);
                context.fail(message, failure);
            }
        }
    }

    private void take(Life life, GroupRef group, Context context) {
        Message<String> message = message(context);
        Invocation invocation = begin(life, group, message);
        dwell(life);
        succeed(invocation, group, message);
    }

    private Invocation begin(Life life, GroupRef group, Message<String> message) {
        life.check();
        world.note("{} handles {} {}, attempt {}", life, group, message.value(), message.attempt());
        ledger.seen(group.stream(), message.id(), message.value());
        boolean inOrder = scenario.order() == Order.KEY && group.equals(Simulation.COPY);
        return invocations.began(life, group, message, inOrder);
    }

    /** One handler in eight takes its time; then its process may have died. */
    private void dwell(Life life) {
        if (!hasty && scenario.longest() > 0 && world.random.nextInt(8) == 0) {
            life.takeTime(Duration.ofMillis(world.random.nextInt(scenario.longest())));
        }
    }

    private void decide(Life life, Message<String> message) {
        if (Values.kills(message.value()) && !world.strikes(scenario.mercy())) {
            world.note("{} is killed by {}", life, message.value());
            invocations.kills(message.value());
            life.halt();
        }
        if (Values.isUnlucky(message.value())) {
            throw Reject.because("unlucky");
        }
        if (world.random.nextInt(5) == 0) {
            throw new IllegalStateException("bad luck");
        }
    }

    private void succeed(Invocation invocation, GroupRef group, Message<String> message) {
        invocations.ended(invocation, State.DONE, true);
        ledger.handled(group, message.id());
    }

    private void fail(Invocation invocation, Message<String> message, RuntimeException failure) {
        boolean forGood = failure instanceof Reject || message.attempt() == MAX_ATTEMPTS;
        invocations.ended(invocation, State.FAILED, forGood);
    }

    @SuppressWarnings("unchecked") // all streams are of strings
    private static Message<String> message(Context context) {
        return (Message<String>) context.message();
    }
}
