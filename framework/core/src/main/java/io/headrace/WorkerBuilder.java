package io.headrace;

import com.codahale.metrics.MetricRegistry;
import io.headrace.broker.Broker;
import io.headrace.broker.GroupRef;
import io.headrace.engine.AgentThread;
import io.headrace.engine.Subscription;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.BatchHandler;
import io.headrace.handler.Handler;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.EventStream;
import io.headrace.message.Names;
import io.headrace.observe.MetricsListener;
import io.headrace.observe.WorkerListener;
import io.headrace.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Collects what a worker shall do. Not safe for several threads; use it once. */
public final class WorkerBuilder {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

    private final Broker broker;
    private final MetricRegistry metrics;
    private final String group;
    private final Consumer<Worker> started;
    private final Consumer<Worker> ended;
    private final Runnable flush;
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final List<WorkerListener> listeners = new ArrayList<>();
    private String name = WorkerNames.ofThisProcess();
    private Duration lease = Duration.ofSeconds(10);
    private Duration drainTimeout = Duration.ofSeconds(30);
    private boolean used;

    /** A stream's handler, as what makes a subscription with it. */
    private record Plan(WorkerPlan.Part part, Function<Subscription.Setup, Subscription> subscribe) {
        String stream() {
            return part.stream();
        }

        HandlerOptions options() {
            return part.options();
        }
    }

    WorkerBuilder(
            Broker broker,
            MetricRegistry metrics,
            String group,
            Consumer<Worker> started,
            Consumer<Worker> ended,
            Runnable flush) {
        this.broker = broker;
        this.metrics = metrics;
        this.group = Names.group(group);
        this.started = started;
        this.ended = ended;
        this.flush = flush;
        listeners.add(new MetricsListener(metrics));
    }

    /**
     * Names the worker for people: the host and the process unless set. At the server its consumer is called {@code
     * hr-<name>-} and something that is never the same twice, so workers may share a name, and a worker that starts again
     * is another one.
     */
    public WorkerBuilder name(String name) {
        this.name = Names.consumer(name);
        return this;
    }

    /** Handles messages of this stream with the default {@link HandlerOptions}. */
    public <T> WorkerBuilder on(EventStream<T> stream, Handler<? super T> handler) {
        return on(stream, handler, options -> options);
    }

    /** Handles messages of this stream; one handler for each stream. */
    public <T> WorkerBuilder on(
            EventStream<T> stream, Handler<? super T> handler, UnaryOperator<HandlerOptions> options) {
        return add(stream, options, setup -> Subscription.of(setup, broker, stream, handler));
    }

    /** Handles messages of this stream in batches, with the default {@link HandlerOptions}. */
    public <T> WorkerBuilder onBatch(EventStream<T> stream, BatchHandler<T> handler) {
        return onBatch(stream, handler, options -> options);
    }

    /** Handles messages of this stream in batches; {@link HandlerOptions#batch} says how large they get. */
    public <T> WorkerBuilder onBatch(
            EventStream<T> stream, BatchHandler<T> handler, UnaryOperator<HandlerOptions> options) {
        return add(stream, options, setup -> Subscription.ofBatches(setup, broker, stream, handler));
    }

    private WorkerBuilder add(
            EventStream<?> stream,
            UnaryOperator<HandlerOptions> options,
            Function<Subscription.Setup, Subscription> subscribe) {
        WorkerPlan.Part part =
                new WorkerPlan.Part(stream.name(), stream.retention(), options.apply(HandlerOptions.DEFAULTS));
        if (plans.putIfAbsent(stream.name(), new Plan(part, subscribe)) != null) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "The worker of group \"" + group + "\" has a handler for \"" + stream
                            + "\" already. Give the second one a group of its own.");
        }
        return this;
    }

    /** Adds a listener, told after those added before. */
    public WorkerBuilder listener(WorkerListener listener) {
        listeners.add(listener);
        return this;
    }

    /** How long {@link Worker#close} lets running handlers go on; 30 s unless set. */
    public WorkerBuilder drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "drainTimeout is " + timeout + ", but must not be negative.");
        }
        this.drainTimeout = timeout;
        return this;
    }

    /**
     * How long the worker counts as alive without a sign of life, which it gives five times in that time, and each second
     * at least; 10 s unless set. When it has died, others take over what it held after about that long. A worker that is
     * stopped or cut off for longer loses its lease and goes on under another name. It has nothing to do with how long a
     * handler may take.
     *
     * @throws HeadraceException if it is below 1 s, too short to be kept through a pause of the JVM, or above 10 min
     */
    public WorkerBuilder lease(Duration lease) {
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "lease is " + lease + ", but must be 1 s to 10 min: five signs of life have to fit into it.");
        }
        this.lease = lease;
        return this;
    }

    /** What was collected so far. */
    public WorkerPlan plan() {
        return new WorkerPlan(
                group,
                name,
                lease,
                drainTimeout,
                plans.values().stream().map(Plan::part).toList());
    }

    /**
     * Changes the options of a stream's handler, as an operator wants them.
     *
     * @throws HeadraceException if there is no handler for the stream
     */
    public WorkerBuilder tune(String stream, UnaryOperator<HandlerOptions> change) {
        Plan plan = planned(stream);
        WorkerPlan.Part part = plan.part();
        plans.put(
                stream,
                new Plan(
                        new WorkerPlan.Part(stream, part.retention(), change.apply(part.options())), plan.subscribe()));
        return this;
    }

    /**
     * Leaves a stream to other workers of the group: takes its handler out again.
     *
     * @throws HeadraceException if there is no handler for the stream
     */
    public WorkerBuilder without(String stream) {
        plans.remove(planned(stream).stream());
        return this;
    }

    private Plan planned(String stream) {
        Plan plan = plans.get(stream);
        if (plan == null) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "The worker of group \"" + group + "\" has no handler for \"" + stream + "\". It has handlers for "
                            + plans.keySet() + ".");
        }
        return plan;
    }

    /**
     * Opens the groups and starts working.
     *
     * @throws HeadraceException if a group cannot be opened: nothing was started
     */
    public Worker start() {
        if (used) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION,
                    "The worker \"" + name + "\" was started already. Make a new builder for a second one.");
        }
        if (plans.isEmpty()) {
            throw new HeadraceException(
                    ErrorCode.BAD_OPTION, "The worker of group \"" + group + "\" has no handler. Add one with on(…).");
        }
        used = true;
        for (Plan plan : plans.values()) {
            Broker.await(broker.openGroup(
                    new GroupRef(plan.stream(), group), plan.options().start()));
        }
        Worker worker = new Worker(group, name, drainTimeout, ended, flush);
        try {
            plans.values().forEach(plan -> start(plan, worker));
        } catch (RuntimeException failure) {
            worker.close();
            throw failure;
        }
        started.accept(worker);
        return worker;
    }

    private void start(Plan plan, Worker worker) {
        String stream = plan.stream();
        ExecutorService runners = RunnerThreads.executor(
                "headrace-" + group + "-" + stream, plan.options().concurrency());
        Subscription subscription = plan.subscribe()
                .apply(new Subscription.Setup(
                        new GroupRef(stream, group),
                        () -> WorkerNames.consumer(name),
                        lease,
                        plan.options(),
                        Ticker.system(),
                        runners,
                        new SplittableRandom(),
                        listeners));
        Gauges.register(metrics, broker, new GroupRef(stream, group), subscription);
        worker.add(stream, subscription, new AgentThread(subscription, "headrace-" + group + "-" + stream), runners);
    }
}
