package io.headrace.soak;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.handler.Context;
import io.headrace.observe.WorkerState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A worker's process: notes each order in the sink and emits a bill for it. It prints {@link #READY} when it works. It ends
 * by itself only if something is wrong, with code 1.
 */
final class SoakWorker {
    static final String READY = "ready";
    static final Duration LEASE = Duration.ofSeconds(2);

    private static final Duration CONNECT_WITHIN = Duration.ofMinutes(1);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_HALF_NANOS = Duration.ofMillis(2).toNanos();
    /** A connection that is cut before it is greeted looks as if somebody else than a server was there. */
    private static final Set<ErrorCode> PASSING =
            Set.of(ErrorCode.CONNECTION_LOST, ErrorCode.UNREACHABLE, ErrorCode.NOT_READY, ErrorCode.WRONG_PROTOCOL);

    private SoakWorker() {}

    /** Takes the URIs of the server and of the sink. */
    public static void main(String[] args) {
        try {
            work(args[0], Sink.at(args[1]));
        } catch (HeadraceException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static void work(String server, Sink sink) {
        long deadline = System.nanoTime() + CONNECT_WITHIN.toNanos();
        Headrace headrace = untilItAnswers(deadline, () -> Headrace.connect(server));
        Worker worker = untilItAnswers(deadline, () -> start(headrace, sink));
        System.out.println(READY);
        worker.drainOnShutdown().awaitTermination();
        if (worker.state() == WorkerState.FAILED) {
            System.exit(1);
        }
    }

    private static Worker start(Headrace headrace, Sink sink) {
        return headrace.worker(Streams.GROUP)
                .on(Streams.ORDERS, (order, context) -> handle(order, context, sink))
                .lease(LEASE)
                .start();
    }

    /** Takes up to 5 ms, so that a kill meets it anywhere: before it is noted, and between that and the commit. */
    private static void handle(String order, Context context, Sink sink) {
        takeTime();
        sink.note(order);
        context.emit(Streams.BILLS, order);
        takeTime();
    }

    private static void takeTime() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_HALF_NANOS));
    }

    /** The server may be down when the process starts. */
    private static <T> T untilItAnswers(long deadline, Supplier<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (HeadraceException failure) {
                if (!PASSING.contains(failure.code()) || System.nanoTime() > deadline) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
