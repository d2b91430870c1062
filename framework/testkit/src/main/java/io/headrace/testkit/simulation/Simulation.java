package io.headrace.testkit.simulation;

import io.headrace.broker.Append;
import io.headrace.broker.Broker;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.engine.Subscription;
import io.headrace.handler.Context;
import io.headrace.handler.Handler;
import io.headrace.handler.HandlerOptions;
import io.headrace.handler.Order;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.message.Message;
import io.headrace.message.MessageId;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.headrace.testkit.simulation.SimulatedProcess.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * One run: two processes with two subscriptions each. The first copies every message from {@code in} to {@code out} by
 * {@code emit}, failing now and then and rejecting some; the second notes what reaches {@code out}. Meanwhile processes
 * crash or drain and calls are lost. In the end, in peace, everything must have arrived exactly as promised.
 */
public final class Simulation {
    static final GroupRef COPY = new GroupRef("{sim}.in", "copy");
    static final GroupRef NOTE = new GroupRef("{sim}.out", "note");

    private static final EventStream<String> IN = EventStream.of(COPY.stream(), Codec.utf8());
    private static final EventStream<String> OUT = EventStream.of(NOTE.stream(), Codec.utf8());
    private static final Duration LONGEST_WAR = Duration.ofMinutes(2);
    private static final Duration LONGEST_PEACE = Duration.ofMinutes(10);
    private static final int TURNS_BETWEEN_LOOKS = 50;
    private static final int MAX_TURNS = 1_000_000;
    private static final String UNLUCKY = "7"; // such a message is rejected
    private static final int KEYS = 5;
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final HandlerOptions OPTIONS = HandlerOptions.DEFAULTS
            .concurrency(4)
            .onError(ErrorPolicy.standard()
                    .backoff(Backoff.exponential(Duration.ofMillis(50), Duration.ofSeconds(3)))
                    .maxAttempts(MAX_ATTEMPTS));

    private final long seed;
    private final World world;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Map<String, Integer> noted = new HashMap<>();
    private final List<String> overtakings = new ArrayList<>();
    private final HandlerOptions options;
    private final AtomicInteger names = new AtomicInteger();

    private Simulation(long seed, boolean tracing) {
        this.seed = seed;
        this.world = new World(seed, tracing);
        this.options = OPTIONS.order(seed % 2 == 0 ? Order.NONE : Order.KEY);
    }

    /** Runs this seed and returns what it broke, nothing if all promises held. */
    public static List<String> run(long seed) {
        return new Simulation(seed, false).run();
    }

    /** Runs this seed again and returns everything that happened. */
    public static List<String> trace(long seed) {
        Simulation simulation = new Simulation(seed, true);
        List<String> violations = simulation.run();
        List<String> trace = new ArrayList<>(simulation.world.trace());
        trace.addAll(violations);
        return trace;
    }

    private List<String> run() {
        SimulatedProcess.open(world, COPY);
        SimulatedProcess.open(world, NOTE);
        scheduleSends();
        for (int i = 1; i <= 2; i++) {
            String name = "worker-" + i;
            processes.add(new SimulatedProcess(
                    world,
                    name,
                    List.of(blueprint(name, COPY, IN, this::copy), blueprint(name, NOTE, OUT, this::note))));
        }
        long war = world.time.nanos() + LONGEST_WAR.toNanos();
        runUntil(war, world::isPeaceful);
        world.makePeace();
        long peace = world.time.nanos() + LONGEST_PEACE.toNanos();
        Audit audit = new Audit(world, processes, sent, noted);
        runUntil(peace, audit::isSettled);
        List<String> violations = audit.violations(seed);
        violations.addAll(overtakings);
        return violations;
    }

    private void scheduleSends() {
        int count = 20 + world.random.nextInt(60);
        for (int i = 0; i < count; i++) {
            String value = "message-" + i;
            String key = "key-" + i % KEYS;
            world.later(10_000, () -> {
                Envelope entry = Envelope.of(key, 0, Map.of(), Codec.utf8().encode(value));
                Broker.await(world.server.append(List.of(new Append(IN.name(), entry)), Durability.memory()));
                sent.add(value);
            });
        }
    }

    private <T> Function<Life, Subscription> blueprint(
            String name, GroupRef group, EventStream<T> stream, Handler<T> handler) {
        return life -> {
            Map<String, MessageId> begun = new HashMap<>();
            return Subscription.of(
                    new Subscription.Setup(
                            group,
                            () -> "hr-" + name + "-" + names.incrementAndGet(),
                            LEASE,
                            options,
                            world.time,
                            life::execute,
                            world.random.split(),
                            List.of()),
                    life.broker,
                    stream,
                    (value, context) -> {
                        look(begun, context);
                        handler.handle(value, context);
                        begun.remove(key(context));
                    });
        };
    }

    /** With order KEY, a message that has begun is not overtaken by another of its key before it is done or dead. */
    private void look(Map<String, MessageId> begun, Context context) {
        Message<?> message = context.message();
        MessageId before = begun.put(key(context), message.id());
        if (options.order() == Order.KEY && before != null && !before.equals(message.id())) {
            overtakings.add("seed " + seed + ": P13: " + message.id() + " overtook " + before + " of " + key(context));
        }
        boolean last =
                context.attempt() == MAX_ATTEMPTS || message.value().toString().endsWith(UNLUCKY);
        if (last) {
            begun.remove(key(context));
        }
    }

    private static String key(Context context) {
        return String.valueOf(context.message().key());
    }

    private void copy(String value, Context context) {
        world.note("copy " + value + " attempt " + context.attempt());
        if (value.endsWith(UNLUCKY)) {
            throw Reject.because("unlucky number");
        }
        if (world.random.nextInt(5) == 0) {
            throw new IllegalStateException("bad luck");
        }
        context.emit(OUT, value);
    }

    private void note(String value, Context context) {
        noted.merge(value, 1, Integer::sum);
    }

    private void runUntil(long deadlineNanos, BooleanSupplier done) {
        for (int turn = 0; world.time.nanos() < deadlineNanos; turn++) {
            if (turn % TURNS_BETWEEN_LOOKS == 0 && done.getAsBoolean()) {
                return;
            }
            if (turn == MAX_TURNS) {
                throw new IllegalStateException("seed " + seed + " stands still at " + world.time.nanos());
            }
            int work = 0;
            for (SimulatedProcess process : processes) {
                work += process.step();
            }
            if (world.strikes(0.0005)) {
                processes.get(world.random.nextInt(processes.size())).drain();
            }
            if (work == 0) {
                world.time.advanceTo(Math.min(deadlineNanos, nextEventNanos()));
            }
        }
    }

    private long nextEventNanos() {
        long next = world.time.nextDeadlineNanos();
        for (SimulatedProcess process : processes) {
            next = Math.min(next, process.nextWakeNanos());
        }
        return next;
    }
}
