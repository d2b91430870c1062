package io.headrace.handler;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.Start;
import io.headrace.retry.ErrorPolicy;

/**
 * How a worker runs a handler. An immutable value; every method returns a changed copy.
 *
 * @param concurrency most invocations at a time, 1 to 4096; 16 unless set
 * @param onError     what a failed attempt leads to; {@link ErrorPolicy#standard} unless set
 * @param start       where the group begins if it has to be created; {@link Start#earliest} unless set
 * @param maxBytes    most bytes of entries held at a time; reading pauses above; 64 MiB unless set
 */
public record HandlerOptions(int concurrency, ErrorPolicy onError, Start start, long maxBytes) {
    /** Most messages that a subscription holds at a time. */
    public static final int MAX_IN_FLIGHT = 4096;

    /** The defaults. */
    public static final HandlerOptions DEFAULTS =
            new HandlerOptions(16, ErrorPolicy.standard(), Start.earliest(), 64L << 20);

    public HandlerOptions {
        if (concurrency < 1 || concurrency > MAX_IN_FLIGHT) {
            throw bad("concurrency is " + concurrency + ", but must be 1 to " + MAX_IN_FLIGHT);
        }
        if (maxBytes < 1) {
            throw bad("maxBytes is " + maxBytes + ", but must be at least 1");
        }
    }

    /** Most invocations at a time. */
    public HandlerOptions concurrency(int concurrency) {
        return new HandlerOptions(concurrency, onError, start, maxBytes);
    }

    /** What a failed attempt leads to. */
    public HandlerOptions onError(ErrorPolicy onError) {
        return new HandlerOptions(concurrency, onError, start, maxBytes);
    }

    /** Where the group begins if it has to be created. */
    public HandlerOptions start(Start start) {
        return new HandlerOptions(concurrency, onError, start, maxBytes);
    }

    /** Most bytes of entries held at a time. */
    public HandlerOptions maxBytes(long maxBytes) {
        return new HandlerOptions(concurrency, onError, start, maxBytes);
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_OPTION, problem + ".");
    }
}
