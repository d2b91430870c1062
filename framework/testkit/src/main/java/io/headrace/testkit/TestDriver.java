package io.headrace.testkit;

import io.headrace.broker.Append;
import io.headrace.broker.Appended;
import io.headrace.broker.Broker;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetters;
import io.headrace.engine.Subscription;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.BatchHandler;
import io.headrace.handler.Handler;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.MessageId;
import io.headrace.message.Retention;
import io.headrace.observe.Counts;
import io.headrace.send.Sender;
import io.headrace.send.SenderOptions;
import io.headrace.send.Senders;
import io.headrace.testkit.simulation.Stage;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Runs handlers in a test: the real engine on a broker in memory, in virtual time, without a server and without threads.
 * Time moves only when the test moves it, so a retry after an hour takes no time; handlers run on the test's thread, one
 * after another, and what a test sees is the same in every run.
 *
 * <pre>{@code
 * try (TestDriver driver = TestDriver.create()) {
 *   driver.handle(ORDERS, "billing", (order, ctx) -> ctx.emit(BILLS, bill(order)));
 *   driver.send(ORDERS, new Order("A-1", 42));
 *   assertThat(driver.sent(BILLS)).containsExactly(new Bill("A-1", 42));
 * }
 * }</pre>
 *
 * <p>{@link #assertEffectsOnce} repeats a whole scenario under crashes, lost calls, duplicates and pauses.
 *
 * <p>Nothing is removed from streams, whatever their retention says. For one thread.
 */
public final class TestDriver implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(10); // for what happens at once

    private final Stage stage;
    private final Senders senders;
    private final ManualTime timer = new ManualTime(0); // sends are answered at once: nothing is ever repeated

    private TestDriver(Stage stage) {
        this.stage = stage;
        this.senders = new Senders(stage.server(), stage.clock(), timer);
    }

    /** A driver with one worker process, which dies only when it is told to. */
    public static TestDriver create() {
        return new TestDriver(Stage.calm());
    }

    static TestDriver on(Stage stage) {
        return new TestDriver(stage);
    }

    /** Handles messages of this stream with the default {@link HandlerOptions}, as {@code Worker.on} does. */
    public <T> void handle(EventStream<T> stream, String group, Handler<? super T> handler) {
        handle(stream, group, handler, options -> options);
    }

    /**
     * Handles messages of this stream.
     *
     * @throws HeadraceException if the group has a handler for this stream already
     */
    public <T> void handle(
            EventStream<T> stream, String group, Handler<? super T> handler, UnaryOperator<HandlerOptions> options) {
        work(stream, group, options, kept -> (setup, broker) -> Subscription.of(setup, broker, kept, handler));
    }

    /** Handles messages of this stream in batches. */
    public <T> void handleBatch(
            EventStream<T> stream, String group, BatchHandler<T> handler, UnaryOperator<HandlerOptions> options) {
        work(stream, group, options, kept -> (setup, broker) -> Subscription.ofBatches(setup, broker, kept, handler));
    }

    private <T> void work(
            EventStream<T> stream,
            String group,
            UnaryOperator<HandlerOptions> options,
            Function<EventStream<T>, Stage.Maker> maker) {
        GroupRef ref = new GroupRef(stream.name(), group);
        if (stage.groups().contains(ref)) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "Group \"" + group + "\" has a handler for \"" + stream.name()
                            + "\" already. Give the second one a group of its own.");
        }
        stage.work(ref, options.apply(HandlerOptions.DEFAULTS), maker.apply(stream.retain(Retention.keep())));
        stage.advance(MOMENT);
    }

    /** Sends a value, and lets happen what happens at once: time moves by 10 ms. Returns the message's id. */
    public <T> MessageId send(EventStream<T> stream, T value) {
        stage.knows(stream.name());
        Append append = Append.of(stream, value, stage.clock().millis(), Map.of());
        Appended result = Broker.await(stage.server().append(List.of(append), Durability.memory()))
                .get(0);
        if (result instanceof Appended.Failed failed) {
            throw failed.failure();
        }
        stage.advance(MOMENT);
        return ((Appended.Done) result).id();
    }

    /**
     * A sender for a handler that sends by itself rather than with {@code ctx.emit}. Its sends are answered at once, and
     * are never lost.
     */
    public <T> Sender<T> sender(EventStream<T> stream) {
        stage.knows(stream.name());
        return senders.sender(stream, SenderOptions.DEFAULTS);
    }

    /** Moves the time on, with everything that happens in it: retries, and what a worker takes over from a dead one. */
    public void advance(Duration by) {
        stage.advance(by);
    }

    /**
     * The worker process dies, with what it has in hand, and starts again at once. What it held is delivered again when its
     * lease has run out: {@link #advance} by 15 s. A handler that calls this kills its own worker before the message is
     * done.
     */
    public void crash() {
        stage.crash();
    }

    /**
     * Hands every message that was read since the last call to the handlers once more, as a worker does that stood still
     * for longer than its lease after it had read them. What they ask of {@code ctx} does not take place a second time;
     * what they do elsewhere does.
     */
    public void redeliver() {
        stage.redeliver();
    }

    /** Everything that was sent or emitted to this stream, oldest first. */
    public <T> List<T> sent(EventStream<T> stream) {
        EntryBatch entries = stage.read(stream.name());
        List<T> values = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            values.add(entries.value(i, stream.codec()));
        }
        return values;
    }

    /** The messages of this stream that this group gave up on; a replay takes place with the next {@link #advance}. */
    public <T> DeadLetters<T> deadLetters(EventStream<T> stream, String group) {
        return new DeadLetters<>(stage.server(), stream, group);
    }

    /**
     * What came into the worker's hands from this stream and how it left them, since the worker started.
     *
     * @throws HeadraceException if the group has no handler for this stream
     */
    public Counts counts(EventStream<?> stream, String group) {
        GroupRef ref = new GroupRef(stream.name(), group);
        if (!stage.groups().contains(ref)) {
            throw new HeadraceException(ErrorCode.BAD_OPTION, "There is no handler for " + ref + ".");
        }
        return stage.counts(ref);
    }

    /**
     * Runs the scenario in peace, and then under the seeds 1 to {@code seeds}: each time two worker processes crash and stand
     * still, calls are lost, late and made twice. Whatever happens, the same messages must have been sent, emitted and
     * dead-lettered as in peace, each as often; their order, ids and times do not count.
     *
     * @param scenario sets up handlers, sends and moves the time; it is called once for each seed, with a new driver, and
     *     checks nothing. What it shares between calls it has to make anew
     * @throws AssertionError naming the seed, what was there too often or not at all, and what happened
     */
    public static void assertEffectsOnce(int seeds, Consumer<TestDriver> scenario) {
        assertEffectsOnce(1, seeds, scenario);
    }

    /** The same from another seed on: to repeat one that failed, {@code assertEffectsOnce(seed, 1, scenario)}. */
    public static void assertEffectsOnce(long firstSeed, int seeds, Consumer<TestDriver> scenario) {
        EffectsOnce check = new EffectsOnce(scenario);
        for (int i = 0; i < seeds; i++) {
            check.run(firstSeed + i);
        }
    }

    /** Ends the worker as it stands. */
    @Override
    public void close() {
        timer.close();
    }
}
