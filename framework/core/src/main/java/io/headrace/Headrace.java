package io.headrace;

import io.headrace.broker.Broker;
import io.headrace.broker.BrokerProvider;
import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.deadletter.DeadLetters;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.EventStream;
import io.headrace.observe.Health;
import io.headrace.operate.Operator;
import io.headrace.send.Sender;
import io.headrace.send.SenderOptions;
import io.headrace.send.Senders;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The entry point: one connection to a server, and what is done through it. Safe for all threads; a process needs one.
 *
 * <pre>{@code
 * EventStream<Order> ORDERS = EventStream.of("orders", Codec.json(Order.class));
 *
 * try (Headrace headrace = Headrace.connect("redis://127.0.0.1:6379")) {
 *   headrace.sender(ORDERS).send(new Order("A-1", 42));
 *   Worker worker = headrace.worker("billing").on(ORDERS, (order, ctx) -> bill(order)).start();
 *   worker.drainOnShutdown().awaitTermination();
 * }
 * }</pre>
 */
public final class Headrace implements AutoCloseable {
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

    private final Broker broker;
    private final HeadraceOptions options;
    private final Timer timer = Timer.system("headrace-send");
    private final Senders senders;
    private final ServerCheck check;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();

    private Headrace(Broker broker, HeadraceOptions options) {
        this.broker = broker;
        this.options = options;
        this.senders = new Senders(broker, Ticker.system(), timer);
        this.check = ServerCheck.logged(broker);
    }

    /** Connects with the defaults; see {@link #connect(String, UnaryOperator)}. */
    public static Headrace connect(String uri) {
        return connect(uri, options -> options);
    }

    /**
     * Connects to {@code redis://}, {@code rediss://} (TLS) or {@code redis-sentinel://} with headrace-redis on the class
     * path, or to {@code memory:}, which lives and dies with this process.
     *
     * @throws HeadraceException if the URI is malformed, nobody serves its scheme, or the server does not answer as it
     *     should; the message says what to do
     */
    public static Headrace connect(String uri, UnaryOperator<HeadraceOptions> options) {
        HeadraceOptions chosen = options.apply(HeadraceOptions.defaults());
        return new Headrace(provider(uri).connect(uri, chosen.connection()), chosen);
    }

    /** A sender to this stream with {@link SenderOptions#DEFAULTS}. Senders are cheap and share one buffer. */
    public <T> Sender<T> sender(EventStream<T> stream) {
        return sender(stream, options -> options);
    }

    /**
     * A sender to this stream with these options; one buffer is shared by all senders of the same durability.
     *
     * @throws HeadraceException if the server cannot keep messages as durably as the options say; it is asked when the
     *     first sender of a durability is made
     */
    public <T> Sender<T> sender(EventStream<T> stream, UnaryOperator<SenderOptions> options) {
        return senders.sender(stream, options.apply(SenderOptions.DEFAULTS));
    }

    /**
     * Begins a worker for this consumer group. When the first one has started, the server is asked for settings with which
     * messages may be lost; each that it has is a warning in the log {@code io.headrace.check}.
     */
    public WorkerBuilder worker(String group) {
        return new WorkerBuilder(broker, options.metrics(), group, this::started, workers::remove, this::flush);
    }

    /** The messages of this stream that this group gave up on. */
    public <T> DeadLetters<T> deadLetters(EventStream<T> stream, String group) {
        return new DeadLetters<>(broker, stream, group);
    }

    /** For looking at streams and groups, and for setting them right. */
    public Operator operator() {
        return new Operator(broker);
    }

    /**
     * Examines the server, its streams and their groups; returns what should be mended, the most urgent first. Waits for as
     * long as that takes: for two looks at the backlogs, some seconds.
     *
     * @throws HeadraceException if the server goes away meanwhile; what it refuses to tell is a finding
     */
    public List<Finding> diagnose(Diagnosis request) {
        return Broker.await(broker.diagnose(request));
    }

    /** The health of all its running workers; {@code UP} if there are none. */
    public Health health() {
        return workers.stream().map(Worker::health).reduce(Health.UP, Health::and);
    }

    private void flush() {
        senders.flush(FLUSH_TIMEOUT);
    }

    private void started(Worker worker) {
        workers.add(worker);
        check.begin();
    }

    /**
     * Drains the workers one after another, each within its drain timeout and a second, waits up to 10 s until what was sent
     * is answered, and disconnects. Blocks; an interrupt cuts no drain short.
     */
    @Override
    public void close() {
        workers.forEach(Worker::close);
        senders.close(FLUSH_TIMEOUT);
        check.cancel();
        broker.close();
        timer.close();
    }

    private static BrokerProvider provider(String uri) {
        int colon = uri.indexOf(':');
        if (colon < 1 || !SCHEME.matcher(uri.substring(0, colon)).matches()) {
            throw new HeadraceException(
                    ErrorCode.BAD_URI, "Bad connection URI: it has no scheme. It looks like redis://127.0.0.1:6379.");
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        for (BrokerProvider provider : ServiceLoader.load(BrokerProvider.class, Headrace.class.getClassLoader())) {
            if (provider.schemes().contains(scheme)) {
                return provider;
            }
        }
        throw new HeadraceException(
                ErrorCode.NO_BROKER,
                "Nobody serves the scheme \"" + scheme
                        + ":\". For redis: write redis://host:port and add io.headrace:headrace-redis to the class path;"
                        + " in a fat jar, merge the files in META-INF/services.");
    }
}
