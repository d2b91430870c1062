package io.headrace.worker;

import com.codahale.metrics.MetricRegistry;
import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.WorkerBuilder;
import io.headrace.WorkerPlan;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.observe.Health;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a worker process: listen, connect, ask the application, tune, start; wait for a signal or a failure; drain.
 * Runs on the thread that calls it; the signal only opens a {@link Stop}.
 */
final class WorkerRun {
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");
    private static final Set<ErrorCode> MAY_PASS =
            Set.of(ErrorCode.UNREACHABLE, ErrorCode.CONNECTION_LOST, ErrorCode.NOT_READY);
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long TRY_EVERY_MILLIS = 1_000;

    private final Settings settings;
    private final LoadedApplication application;
    private final PrintStream out;
    private final MetricRegistry registry = new MetricRegistry();
    private final Status status = new Status();
    private final Stop stop = new Stop();
    private final List<RunningWorker> workers = new ArrayList<>();
    private volatile MetricsPage metrics = new MetricsPage(registry, List.of());

    WorkerRun(Settings settings, LoadedApplication application, PrintStream out) {
        this.settings = settings;
        this.application = application;
        this.out = out;
    }

    /**
     * Works until it is told to stop.
     *
     * @throws HeadraceException if it cannot start
     */
    ExitCode run() {
        Signals signals = Signals.to(stop::request);
        try (ResourceOrNone<HttpEndpoint> http = listen()) {
            return work(http.resource());
        } finally {
            signals.close();
        }
    }

    private ExitCode work(@Nullable HttpEndpoint http) {
        try (ResourceOrNone<Headrace> connection = new ResourceOrNone<>(connect())) {
            return work(connection.resource(), http);
        }
    }

    private ExitCode work(@Nullable Headrace headrace, @Nullable HttpEndpoint http) {
        try {
            if (headrace == null || !start(headrace)) {
                return ExitCode.DRAINED;
            }
            banner(http == null ? "off" : http.url() + "/health/live, /health/ready, /metrics")
                    .forEach(out::println);
            awaitEnd();
            return drain();
        } finally {
            RunningWorker.drain(workers); // those that had started before another one could not
            application.close();
        }
    }

    private ResourceOrNone<HttpEndpoint> listen() {
        Supplier<HttpEndpoint.Reply> page = () -> metrics.reply();
        return new ResourceOrNone<>(
                settings.http().enabled() ? HttpEndpoint.start(settings.http(), status, page) : null);
    }

    /** The connection; {@code null} if it was told to stop while the server was awaited. */
    private @Nullable Headrace connect() {
        RedisSettings redis = settings.redis();
        long begin = System.nanoTime();
        while (!stop.isRequested()) {
            try {
                return Headrace.connect(
                        redis.uri(), options -> redis.over(options).metrics(registry));
            } catch (HeadraceException failure) {
                long elapsed = System.nanoTime() - begin;
                if (!MAY_PASS.contains(failure.code())
                        || elapsed >= redis.patience().toNanos()) {
                    throw failure;
                }
                LOG.warn(
                        "{} It is tried again for {}",
                        failure.getMessage(),
                        Units.print(redis.patience().minusNanos(elapsed)));
                stop.await(TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        return null;
    }

    /** Starts all workers; false, and none is started, if it was told to stop meanwhile. */
    private boolean start(Headrace headrace) {
        List<WorkerBuilder> builders =
                new Tuning(settings).apply(Applications.workers(application, headrace, settings));
        if (stop.isRequested()) {
            return false;
        }
        List<WorkerPlan> plans = builders.stream().map(WorkerBuilder::plan).toList();
        metrics = new MetricsPage(registry, plans);
        for (int i = 0; i < plans.size(); i++) {
            workers.add(new RunningWorker(builders.get(i).start(), plans.get(i)));
        }
        List<Worker> started = workers.stream().map(RunningWorker::worker).toList();
        status.running(
                () -> started.stream().map(Worker::state).toList(),
                () -> started.stream().map(Worker::health).reduce(Health.UP, Health::and));
        return true;
    }

    private List<String> banner(String http) {
        return Banner.lines(
                workers.stream().map(RunningWorker::plan).toList(),
                settings.redis().uri(),
                http);
    }

    private void awaitEnd() {
        while (!stop.isRequested() && !status.hasFailed() && !status.isOver()) {
            stop.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (status.hasFailed()) {
            LOG.error("A worker failed. The others drain, and the process ends; start it again");
        } else if (stop.isRequested()) {
            LOG.info("{}: draining; a second signal ends the process at once", stop.reason());
        } else {
            LOG.info("All workers have stopped, so the process ends");
        }
    }

    private ExitCode drain() {
        status.draining();
        boolean inTime = RunningWorker.drain(workers);
        if (status.hasFailed()) {
            return ExitCode.FAILED;
        }
        LOG.info(inTime ? "Drained" : "The drain timed out: what was in hand is delivered again");
        return inTime ? ExitCode.DRAINED : ExitCode.DRAIN_TIMED_OUT;
    }
}
