package io.headrace.handler;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Start;
import io.headrace.retry.ErrorPolicy;
import java.time.Duration;

/**
 * How a worker runs a handler. An immutable value; every method returns a changed copy.
 *
 * @param concurrency most invocations at a time, 1 to 4096; 16 unless set
 * @param order       which messages wait for one another; {@link Order#NONE} unless set
 * @param onError     what a failed attempt leads to; {@link ErrorPolicy#standard} unless set
 * @param timeout     how long an invocation may take before its thread is interrupted; zero, which is the default, for no
 *                    limit
 * @param batch       how messages are put together for a batch handler
 * @param start       where the group begins if it has to be created; {@link Start#earliest} unless set
 * @param maxBytes    most bytes of entries held at a time; reading pauses above; 64 MiB unless set
 * @param maxParked   most messages of the group that wait for a retry; above, nothing fresh is read; 100,000 unless set
 */
public record HandlerOptions(
        int concurrency,
        Order order,
        ErrorPolicy onError,
        Duration timeout,
        Batch batch,
        Start start,
        long maxBytes,
        long maxParked) {
    /** Most messages that a subscription holds at a time. */
    public static final int MAX_IN_FLIGHT = 4096;

    /** The defaults. */
    public static final HandlerOptions DEFAULTS = new HandlerOptions(
            16,
            Order.NONE,
            ErrorPolicy.standard(),
            Duration.ZERO,
            Batch.DEFAULTS,
            Start.earliest(),
            64L << 20,
            100_000);

    /**
     * How messages are put together for a batch handler.
     *
     * @param size   most messages in a batch, 1 to 4096; 100 unless set
     * @param linger how long a message may wait for the batch to fill up, at most 1 min; zero unless set: a batch is what
     *     there is
     */
    public record Batch(int size, Duration linger) {
        private static final Duration LONGEST_LINGER = Duration.ofMinutes(1);
        static final Batch DEFAULTS = new Batch(100, Duration.ZERO);

        public Batch {
            if (size < 1 || size > MAX_IN_FLIGHT) {
                throw bad("batch size is " + size + ", but must be 1 to " + MAX_IN_FLIGHT);
            }
            if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
                throw bad("linger is " + linger + ", but must be 0 to 1 min");
            }
        }
    }

    public HandlerOptions {
        if (concurrency < 1 || concurrency > MAX_IN_FLIGHT) {
            throw bad("concurrency is " + concurrency + ", but must be 1 to " + MAX_IN_FLIGHT);
        }
        if (maxBytes < 1) {
            throw bad("maxBytes is " + maxBytes + ", but must be at least 1");
        }
        if (maxParked < 1) {
            throw bad("maxParked is " + maxParked + ", but must be at least 1");
        }
        if (timeout.isNegative()) {
            throw bad("timeout is " + timeout + ", but must not be negative");
        }
    }

    /** Most invocations at a time. */
    public HandlerOptions concurrency(int concurrency) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /** Which messages wait for one another. */
    public HandlerOptions order(Order order) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /** What a failed attempt leads to. */
    public HandlerOptions onError(ErrorPolicy onError) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /**
     * How long an invocation may take. Then its thread is interrupted, and if that makes the handler throw, the attempt has
     * failed. A handler that ignores interrupts goes on, keeps its runner busy and is reported as stuck.
     */
    public HandlerOptions timeout(Duration timeout) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /** How messages are put together for a batch handler; of no effect for other handlers. */
    public HandlerOptions batch(int size, Duration linger) {
        return new HandlerOptions(
                concurrency, order, onError, timeout, new Batch(size, linger), start, maxBytes, maxParked);
    }

    /** Where the group begins if it has to be created. */
    public HandlerOptions start(Start start) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /** Most bytes of entries held at a time. */
    public HandlerOptions maxBytes(long maxBytes) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    /** Most messages of the group that wait for a retry. */
    public HandlerOptions maxParked(long maxParked) {
        return new HandlerOptions(concurrency, order, onError, timeout, batch, start, maxBytes, maxParked);
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_OPTION, problem + ".");
    }
}
