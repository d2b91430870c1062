package io.headrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupState;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.handler.Context;
import io.headrace.handler.Handler;
import io.headrace.handler.HandlerOptions;
import io.headrace.memory.InMemoryBroker;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.message.Start;
import io.headrace.observe.Flow;
import io.headrace.observe.WorkerEvent;
import io.headrace.observe.WorkerState;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A subscription on a broker in memory, under manual time: nothing steps, runs or moves unless the test says so. Handlers
 * run on the test's thread, one after another.
 */
final class Rig {
    static final GroupRef GROUP = Desks.GROUP;
    static final GroupKeys KEYS = GroupKeys.of(GROUP);
    static final String WORKER = "hr-anne";
    static final Duration LEASE = Duration.ofSeconds(10);
    static final EventStream<String> ORDERS = EventStream.of(GROUP.stream(), Codec.utf8());

    final ManualTime time = new ManualTime(1_700_000_000_000L);
    final InMemoryBroker server = new InMemoryBroker(time, time);
    final Tap tap = new Tap(server);
    final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    final List<WorkerEvent> events = new ArrayList<>();
    final List<String> handled = new ArrayList<>();
    final EventStream<String> stream;
    final HandlerOptions options;
    final Handler<String> handler;
    Subscription subscription;

    /** A subscription to the group, which is opened at its start; it has not made a step. */
    Rig(UnaryOperator<HandlerOptions> options, Handler<String> handler) {
        this(Retention.keep(), options, handler);
    }

    /** A subscription to a stream from which workers remove what they may. */
    Rig(Retention retention, UnaryOperator<HandlerOptions> options, Handler<String> handler) {
        this.stream = ORDERS.retain(retention);
        this.options = options.apply(HandlerOptions.DEFAULTS);
        this.handler = handler;
        open(Start.earliest());
        this.subscription = subscribe(handler);
    }

    /** Another life under the same name. */
    Subscription subscribe(Handler<String> handler) {
        return subscribe(WORKER, options, handler);
    }

    /** Another worker of the group. */
    Subscription subscribe(String name, HandlerOptions options, Handler<String> handler) {
        AtomicInteger lives = new AtomicInteger();
        return Subscription.of(
                new Subscription.Setup(
                        GROUP,
                        () -> lives.getAndIncrement() == 0 ? name : name + "-" + lives,
                        LEASE,
                        options,
                        time,
                        threads::add,
                        new SplittableRandom(1),
                        List.of((stream, group, event) -> events.add(event))),
                tap.port(),
                stream,
                (value, context) -> handle(handler, value, context));
    }

    private void handle(Handler<String> handler, String value, Context context) throws Exception {
        handled.add(value);
        handler.handle(value, context);
    }

    void open(Start start) {
        server.openGroup(GROUP, start).join();
    }

    MessageId append(String value) {
        return append(null, value);
    }

    /** A message with a key. */
    MessageId append(@Nullable String key, String value) {
        Append entry = new Append(GROUP.stream(), Envelope.of(key, time.millis(), Map.of(), value.getBytes(UTF_8)));
        return ((Appended.Done) server.append(List.of(entry), Durability.memory())
                        .join()
                        .get(0))
                .id();
    }

    void append(int from, int to) {
        for (int i = from; i < to; i++) {
            append("m" + i);
        }
    }

    /**
     * Steps until there is nothing to do, without running a handler. Then it must not ask to be woken in the past, and its
     * books must balance (P14).
     */
    void step() {
        for (int rounds = 0; subscription.step() > 0; rounds++) {
            assertThat(rounds).as("steps without coming to rest").isLessThan(10_000);
        }
        assertThat(subscription.nextWakeNanos()).isGreaterThan(time.nanos());
        assertThat(subscription.counts().balanced()).isTrue();
    }

    /** Runs one waiting runner until it finds nothing more to run. */
    void runThread() {
        threads.remove().run();
    }

    /** Steps and runs handlers until there is nothing to do. */
    void settle() {
        step();
        while (!threads.isEmpty()) {
            runThread();
            step();
        }
    }

    /** Moves on by this much, from one moment at which something is due to the next, and settles at each. */
    void advance(Duration by) {
        long target = time.nanos() + by.toNanos();
        settle();
        while (nextMoment() <= target) {
            time.advanceTo(nextMoment());
            settle();
        }
        time.advanceTo(target);
        settle();
    }

    private long nextMoment() {
        return Math.min(subscription.nextWakeNanos(), time.nextDeadlineNanos());
    }

    GroupState state() {
        return server.inspect(GROUP).join();
    }

    long pending() {
        return state().totalPending();
    }

    /** How many entries the stream has. */
    int length() {
        return server.keyspace(keys -> keys.stream(GROUP.stream()).length());
    }

    long count(Flow flow) {
        return subscription.counts().of(flow);
    }

    List<WorkerState> states() {
        return events.stream()
                .filter(WorkerEvent.Entered.class::isInstance)
                .map(event -> ((WorkerEvent.Entered) event).state())
                .toList();
    }

    DeadLetters<String> deadLetters() {
        return new DeadLetters<>(server, ORDERS, GROUP.group());
    }

    /** Sends the oldest dead letter through the handler again. */
    void replayFirst() {
        deadLetters().replay(deadLetters().list(1).get(0).id());
    }

    boolean destroyGroup() {
        return server.keyspace(keys -> keys.stream(GROUP.stream()).destroyGroup(GROUP.group()));
    }
}
