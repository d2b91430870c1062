package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.memory.InMemoryBroker;
import io.headrace.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.helpers.MessageFormatter;

/** What all parts of one run share: time, chance, the server, processes and the trace. Everything happens on one thread. */
final class World {
    private static final long ORIGIN_MILLIS = 1_700_000_000_000L;
    /** How long after the end of a trouble a worker may wait before it tries again. */
    static final Duration NEXT_TRY = Duration.ofMillis(2_500);

    private static final int MAX_TURNS = 5_000_000;
    private static final int MAX_STEPS = 100_000;

    final ManualTime time = new ManualTime(ORIGIN_MILLIS);
    final ServerClock clock = new ServerClock(time);
    final WorkerClock workerClock = new WorkerClock(time);
    final SplittableRandom random;
    final InMemoryBroker server = new InMemoryBroker(clock, time);
    /** The server as its clients see it. */
    final Broker port;

    final int maxTripMillis;
    final List<SimulatedProcess> processes = new ArrayList<>();
    Faults faults = Faults.none();
    Witness witness = Witness.NOBODY;

    private final boolean tracing;
    private final List<String> trace = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private long downUntilNanos;
    private int serverStarts;
    private long disturbedAtNanos;
    private int turns;
    private int names;
    private int depth;

    /** {@code client} makes the broker that clients see of the server; a test may plant a bug there. */
    World(long seed, int maxTripMillis, boolean tracing, UnaryOperator<Broker> client) {
        this.random = new SplittableRandom(seed);
        this.maxTripMillis = maxTripMillis;
        this.port = client.apply(server);
        this.tracing = tracing;
    }

    /** Runs the task after a random delay of at most this long, in an order that the seed decides. */
    void later(int maxMillis, Runnable task) {
        time.after(Duration.ofNanos(random.nextLong(1 + maxMillis * 1_000_000L)), task);
    }

    /** Whether this happens. */
    boolean strikes(double probability) {
        return random.nextDouble() < probability;
    }

    /** A consumer's name that nobody has had. */
    String nextName(String process) {
        return "hr-" + process + "-" + ++names;
    }

    /** Lets everything happen until it is done, or until then. */
    void runUntil(long deadlineNanos, BooleanSupplier done) {
        while (time.nanos() < deadlineNanos && !done.getAsBoolean()) {
            if (++turns == MAX_TURNS) {
                throw new IllegalStateException("the world stands still at " + time.nanos());
            }
            stepAll();
            time.advanceTo(Math.min(deadlineNanos, nextEventNanos()));
        }
    }

    /** The same from within a handler, until it is done. */
    void runWithin(BooleanSupplier done) {
        depth++;
        runUntil(Long.MAX_VALUE, done);
        depth--;
    }

    /** How many handlers let the world go on at the moment. */
    int depth() {
        return depth;
    }

    private void stepAll() {
        boolean worked = true;
        for (int steps = 0; worked; steps++) {
            if (steps == MAX_STEPS) {
                throw new IllegalStateException("a worker never comes to rest at " + time.nanos());
            }
            worked = false;
            for (SimulatedProcess process : processes) {
                worked |= process.step();
            }
        }
        Thread.interrupted(); // handlers run on this thread: an interrupt is for none of those that come after
    }

    private long nextEventNanos() {
        long next = time.nextDeadlineNanos();
        for (SimulatedProcess process : processes) {
            next = Math.min(next, process.nextWakeNanos());
        }
        return next;
    }

    /** Lets the server be out of reach of everybody for a while. */
    void cutServerOff(Duration duration) {
        downUntilNanos = Math.max(downUntilNanos, time.nanos() + duration.toNanos());
        disturbed(duration.plus(NEXT_TRY));
    }

    /** All connections break at once; what the server holds is kept, what was on its way to it is gone. */
    void restartServer(Duration down) {
        serverStarts++;
        cutServerOff(down);
        List.copyOf(connections).forEach(Connection::serverRestarted);
    }

    int serverStarts() {
        return serverStarts;
    }

    boolean serverIsReachable() {
        return time.nanos() >= downUntilNanos;
    }

    void makeServerReachable() {
        downUntilNanos = time.nanos();
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    /** Something has happened of which workers have to recover. */
    void disturbed() {
        disturbed(Duration.ZERO);
    }

    /** The same; its consequences last this much longer. */
    void disturbed(Duration longer) {
        disturbedAtNanos = Math.max(disturbedAtNanos, time.nanos() + longer.toNanos());
    }

    /** When something of this kind happened last. */
    long disturbedAtNanos() {
        return disturbedAtNanos;
    }

    /** Counts an event of this kind. */
    void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    /** Notes what happens; the words are put together only if somebody will read them. */
    void note(String words, Object... details) {
        if (tracing) {
            trace.add("%10.3f ms  ".formatted(time.nanos() / 1e6) + text(words, details));
        }
    }

    /** The words with a detail in place of each {@code {}}. */
    static String text(String words, Object... details) {
        return MessageFormatter.basicArrayFormat(words, details);
    }

    List<String> trace() {
        return trace;
    }
}
