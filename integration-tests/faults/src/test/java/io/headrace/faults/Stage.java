package io.headrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Headrace;
import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.ConnectOptions;
import io.headrace.message.MessageId;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.GroupView;
import io.headrace.testkit.LossAudit;
import io.headrace.testkit.LossReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One fault: a server, a sender, workers, and the accounts. A test sends, starts workers, lets the fault strike, says
 * {@link #over()}, and calls {@link #end()}, which waits until everything is handled, audits and records the row.
 */
final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
    private static final int PAGE = 1000;

    private final String fault;
    private final String serverName;
    private final Site site;
    private final Sink sink = Sink.create();
    private final LossAudit audit = new LossAudit();
    private final Headrace headrace;
    private final AtomicInteger sent = new AtomicInteger();
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final List<String> proofs = new ArrayList<>();
    private final List<Runnable> props = new ArrayList<>();
    private @Nullable FaultProxy proxy;
    private boolean emits = true;
    private boolean destroys;
    private boolean repeatsEffects;
    private long overAtNanos;

    Stage(String fault, String serverName, Site site) {
        this.fault = fault;
        this.serverName = serverName;
        this.site = site;
        this.headrace = connect();
        props.add(sink::close);
        props.add(site::close);
    }

    Sink sink() {
        return sink;
    }

    /** A command on the server, or what is the primary now. */
    @Nullable
    Object command(String... words) {
        return site.command(words);
    }

    /** A number that the server replies. */
    long number(String... words) {
        return (Long) Objects.requireNonNull(command(words));
    }

    /** A proxy in front of the server, the same at every call. */
    FaultProxy proxy() {
        if (proxy == null) {
            proxy = FaultProxy.to(site.port());
            props.add(0, proxy::close);
        }
        return proxy;
    }

    /** A connection of the test's own. */
    Headrace connect() {
        return Headrace.connect(site.uri(), options -> options.commandTimeout(Duration.ofSeconds(1)));
    }

    /** From now on, what the fault took from the server is no failure. */
    void destroys() {
        destroys = true;
    }

    /** The fault ends what effects are exactly once by: they may repeat. */
    void repeatsEffects() {
        repeatsEffects = true;
    }

    /** Starts a worker that emits, unless these arguments say {@code emit=no}; returns when it works. */
    WorkerProcess worker(String... arguments) {
        return ready(start(site.uri(), arguments));
    }

    /** The same through the proxy. */
    WorkerProcess proxied(String... arguments) {
        return ready(start(proxy().uri(), arguments));
    }

    /** Starts a worker and returns at once. */
    WorkerProcess start(String uri, String... arguments) {
        return start(uri, List.of(arguments));
    }

    WorkerProcess start(String uri, List<String> arguments, String... environment) {
        List<String> all = new ArrayList<>(List.of("uri=" + uri, "sink=" + sink.address(), "emit=yes"));
        all.addAll(arguments);
        emits &= !arguments.contains("emit=no");
        WorkerProcess worker = WorkerProcess.start(all, environment);
        workers.add(worker);
        return worker;
    }

    private static WorkerProcess ready(WorkerProcess worker) {
        worker.awaitReady();
        return worker;
    }

    String uri() {
        return site.uri();
    }

    /** Sends so many messages, m-0 and on; returns when all are confirmed. */
    void send(int count) {
        IntStream.range(0, count)
                .mapToObj(i -> "m-" + sent.getAndIncrement())
                .map(value -> headrace.sender(Streams.ORDERS).send(value).thenAccept(id -> audit.confirmed(value)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Begins to send so many messages a second, each under an id, until the load is stopped. */
    Load load(int perSecond) {
        Load load = new Load(headrace.sender(Streams.ORDERS), perSecond, () -> "m-" + sent.getAndIncrement(), audit);
        props.add(0, load::close);
        return load;
    }

    /** Notes a message that was confirmed to the test itself. */
    void confirmed(String value) {
        audit.confirmed(value);
    }

    /** How many values were noted by handlers, repeats included. */
    long handled() {
        return sink.size();
    }

    /** What was emitted, in order. */
    List<String> bills() {
        try (Broker broker = broker()) {
            return bills(broker);
        }
    }

    /** The fault is over, or the victim dead: from here the time to recover is counted. */
    void over() {
        overAtNanos = System.nanoTime();
    }

    /** Fails unless the fault struck, and notes how that is known. */
    void prove(String how, boolean struck) {
        assertThat(struck).as("the fault struck: " + how).isTrue();
        proofs.add(how);
    }

    /** Waits until it is so; polls often. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + PATIENCE + " for " + what + ". " + describe());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Lets time pass: what a fault lasts. */
    static void pass(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Records a row whose audit the test has made itself: nothing was lost, nothing came twice. */
    void record(int confirmed, String proof) {
        FaultRun.record(new Row(fault, serverName, confirmed, 0, 0, 0, 0, 0, proof));
    }

    /** How often the server has answered with this error, such as {@code WRONGTYPE}, since its statistics were reset. */
    int errors(String code) {
        String start = "errorstat_" + code + ":count=";
        return String.valueOf(command("INFO", "errorstats"))
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToInt(
                        line -> Integer.parseInt(line.substring(start.length()).strip()))
                .sum();
    }

    /** How many scripts the server has run since its statistics were reset. */
    long scriptCalls() {
        return String.valueOf(command("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_eval"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("^[^:]*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** The consumers of the group. */
    Stream<String> consumers() {
        List<?> rows = (List<?>)
                Objects.requireNonNull(command("XINFO", "CONSUMERS", Streams.ORDERS.name(), Streams.BILLING.group()));
        return rows.stream().map(row -> (String) ((List<?>) row).get(1));
    }

    /** How many connections the server has. */
    long connections() {
        return String.valueOf(command("CLIENT", "LIST")).lines().count();
    }

    /** How many such lines all workers have printed. */
    long printed(String start) {
        return workers.stream()
                .flatMap(WorkerProcess::lines)
                .filter(line -> line.startsWith(start))
                .count();
    }

    /** How many messages of the stream are pending. */
    long pending() {
        List<?> summary =
                (List<?>) Objects.requireNonNull(command("XPENDING", Streams.ORDERS.name(), Streams.BILLING.group()));
        return (Long) summary.get(0);
    }

    /** How long ago the fault was over. */
    Duration sinceOver() {
        return Duration.ofNanos(System.nanoTime() - overAtNanos);
    }

    /** Whether the group has read everything and nothing is pending or replayed. */
    boolean isQuiet() {
        return Quiet.is(site::command);
    }

    /** How many entries were found to be pending without a body, as counted on the server. */
    long lostOnServer() {
        Object count = command("GET", Streams.KEYS.lost());
        return count == null ? 0 : Long.parseLong(count.toString());
    }

    /** Waits until all is handled, and tells how long after {@link #over} that was. */
    Duration awaitRecovery() {
        await("everything to be handled", this::isQuiet);
        return sinceOver();
    }

    /** Waits until all is handled, stops the workers, audits, records the row and fails if a promise is broken. */
    LossReport end() {
        assertThat(proofs).as("proofs that the fault struck").isNotEmpty();
        Duration recovery = awaitRecovery();
        stopWorkers();
        Accounts accounts = accounts();
        LossReport report = accounts.report;
        FaultRun.record(Row.of(fault, serverName, report, recovery.toMillis(), String.join("; ", proofs)));
        report.assertNothingLost();
        assertThat(report.isSettled()).as(report.toString()).isTrue();
        if (!destroys) {
            assertThat(report.destroyed()).as("destroyed").isEmpty();
            assertThat(accounts.billed).as("bills").containsAll(emits ? accounts.owed : Set.of());
            assertThat(lostOnServer()).as("counted lost on the server").isZero();
        }
        if (!repeatsEffects) {
            assertThat(report.effectsTwice()).as("effects twice").isEmpty();
        }
        return report;
    }

    /** What was found in the end; {@code owed} are those handled for good, each of which must have a bill. */
    private record Accounts(LossReport report, Set<String> owed, Set<String> billed) {}

    private Accounts accounts() {
        List<String> noted = sink.notes().stream().map(Sink.Note::value).toList();
        audit.handled(noted);
        try (Broker broker = broker()) {
            List<String> bills = bills(broker);
            audit.effects(bills);
            GroupView view = GroupView.of(broker, Streams.ORDERS, Streams.BILLING.group(), value -> value);
            Set<String> owed = new TreeSet<>(noted);
            owed.removeAll(view.dead());
            return new Accounts(audit.report(view), owed, new TreeSet<>(bills));
        }
    }

    @Override
    public void close() {
        workers.forEach(WorkerProcess::close);
        headrace.close();
        props.forEach(Runnable::run);
    }

    private void stopWorkers() {
        List<WorkerProcess> alive =
                workers.stream().filter(WorkerProcess::isAlive).toList();
        alive.forEach(WorkerProcess::terminate);
        alive.forEach(WorkerProcess::awaitExit);
    }

    private Broker broker() {
        BrokerProvider provider = ServiceLoader.load(BrokerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.schemes().contains("redis"))
                .findFirst()
                .orElseThrow();
        return provider.connect(site.uri(), ConnectOptions.DEFAULTS);
    }

    private static List<String> bills(Broker broker) {
        List<String> bills = new ArrayList<>();
        MessageId from = MessageId.MIN;
        int read;
        do {
            var page = Broker.await(broker.read(Streams.BILLS.name(), from, MessageId.MAX, PAGE));
            read = page.size();
            for (int i = 0; i < read; i++) {
                bills.add(page.value(i, Streams.BILLS.codec()));
                from = new MessageId(page.id(i).millis(), page.id(i).sequence() + 1);
            }
        } while (read == PAGE);
        return bills;
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException notNow) { // the server may be down, or be missing the group
            return false;
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder("Sent " + sent + ", noted " + sink.size() + ", server: ");
        try {
            text.append(command("XINFO", "STREAM", "orders", "FULL", "COUNT", "3"));
        } catch (RuntimeException failure) {
            text.append(failure.getMessage());
        }
        for (WorkerProcess worker : workers) {
            List<String> lines = worker.lines().toList();
            text.append("\n")
                    .append(worker.isAlive() ? "alive" : "dead")
                    .append(" worker printed … ")
                    .append(lines.subList(Math.max(0, lines.size() - 20), lines.size()))
                    .append("\n")
                    .append(worker.errorTail());
        }
        return text.toString();
    }
}
