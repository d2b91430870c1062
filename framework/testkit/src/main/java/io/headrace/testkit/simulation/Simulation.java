package io.headrace.testkit.simulation;

import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.message.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One run: a sender, and three or four workers. They copy every message from {@code in} to {@code out} by {@code emit},
 * failing now and then and rejecting some, and note what reaches {@code out}. Meanwhile processes die, stop and stand
 * still, calls are lost, and the server is out of reach or loses a part of what it holds. In the end, in peace, everything
 * must have arrived as promised.
 */
public final class Simulation {
    static final String IN = "{sim}.in";
    static final String OUT = "{sim}.out";
    static final GroupRef COPY = new GroupRef(IN, "copy");
    static final GroupRef NOTE = new GroupRef(OUT, "note");
    static final GroupRef TALLY = new GroupRef(IN, "tally");

    private static final double FAULT = 0.02;
    private static final int MAX_TRIP_MILLIS = 3;
    private static final int MAX_DOWN_MILLIS = 2_000;
    private static final Duration WAR = Duration.ofSeconds(10);
    private static final Duration LONGEST_PEACE = Duration.ofMinutes(75); // a clock may have been set back by an hour
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final long seed;
    private final World world;
    private final Scenario scenario;
    private final Ledger ledger;
    private final Invocations invocations;
    private final Handlers handlers;
    private final SimulatedSender sender;
    private final Disasters disasters;
    private final Audit audit;
    private final List<SimulatedProcess> workers = new ArrayList<>();
    private final List<GroupRef> groups;
    private long lookAtNanos;

    /**
     * What came of a run.
     *
     * @param violations promises that were broken, none if all held
     * @param counts     how often each fault struck, and some of what followed
     * @param trace      everything that happened, if it was asked for
     */
    public record Result(List<String> violations, Map<String, Integer> counts, List<String> trace) {}

    private Simulation(long seed, boolean tracing, UnaryOperator<Broker> client) {
        this.seed = seed;
        this.world = new World(seed, MAX_TRIP_MILLIS, tracing, client);
        this.scenario = Scenario.draw(world.random);
        this.groups = scenario.tally() ? List.of(COPY, NOTE, TALLY) : List.of(COPY, NOTE);
        this.ledger = new Ledger(world, groups);
        this.invocations = new Invocations(world, ledger);
        this.handlers = new Handlers(world, scenario, ledger, invocations);
        this.sender = new SimulatedSender(world, scenario, ledger, handlers.in());
        this.disasters = new Disasters(world, ledger, invocations, workers, handlers.in(), groups);
        this.audit = new Audit(world, scenario, ledger, invocations, disasters, groups);
    }

    /** Runs this seed and returns what it broke, nothing if all promises held. */
    public static List<String> run(long seed) {
        return play(seed, false).violations();
    }

    /** Runs this seed again and returns everything that happened. */
    public static List<String> trace(long seed) {
        Result result = play(seed, true);
        List<String> trace = new ArrayList<>(result.trace());
        trace.addAll(result.violations());
        return trace;
    }

    static Result play(long seed, boolean tracing) {
        return play(seed, tracing, UnaryOperator.identity());
    }

    /** The same with a broker between the server and its clients, which may have a bug. */
    static Result play(long seed, boolean tracing, UnaryOperator<Broker> client) {
        return new Simulation(seed, tracing, client).play();
    }

    private Result play() {
        world.note("{}", scenario);
        world.witness = invocations;
        groups.forEach(group -> Broker.await(world.server.openGroup(group, Start.earliest())));
        world.faults = new Faults(world.random.split(), scenario.faults(), FAULT, scenario.budget(), scenario.budget());
        for (int i = 1; i <= scenario.workers(); i++) {
            workers.add(start("worker-" + i, this::work));
        }
        start("sender", sender::start);
        disasters.schedule(scenario.disasters());
        world.runUntil(WAR.toNanos(), () -> isTimeToLook() && look());
        makePeace();
        long peaceEnds = world.time.nanos() + LONGEST_PEACE.toNanos();
        world.runUntil(peaceEnds, () -> isTimeToLook() && (look() || isSettled()));
        audit.checkEnd(isSettled());
        List<String> violations = audit.violations().stream()
                .map(violation -> "seed " + seed + ": " + violation)
                .toList();
        return new Result(violations, world.counts(), world.trace());
    }

    private SimulatedProcess start(String name, Consumer<Life> program) {
        SimulatedProcess process = new SimulatedProcess(world, name, MAX_DOWN_MILLIS, program);
        world.processes.add(process);
        return process;
    }

    private void work(Life life) {
        life.add(handlers.copying(life));
        life.add(handlers.noting(life));
    }

    private void makePeace() {
        world.note("PEACE");
        world.faults.end();
        disasters.end();
        handlers.hurry();
        if (scenario.tally()) {
            start("tally", life -> life.add(handlers.tallying(life)));
        }
    }

    private boolean isTimeToLook() {
        if (world.time.nanos() < lookAtNanos) {
            return false;
        }
        lookAtNanos = world.time.nanos() + BETWEEN_LOOKS.toNanos();
        return true;
    }

    /** Looks at the books; tells whether it has seen enough. */
    private boolean look() {
        audit.checkBooks();
        audit.checkRecovery();
        return !audit.violations().isEmpty();
    }

    private boolean isSettled() {
        return sender.isDone() && audit.isSettled();
    }
}
