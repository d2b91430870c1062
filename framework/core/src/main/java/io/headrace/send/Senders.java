package io.headrace.send;

import io.headrace.broker.Broker;
import io.headrace.error.HeadraceException;
import io.headrace.message.Durability;
import io.headrace.message.EventStream;
import io.headrace.time.Ticker;
import io.headrace.time.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Makes the senders of a process; those of one durability share an outlet. Safe for all threads. */
public final class Senders {
    private final Broker broker;
    private final Ticker ticker;
    private final Timer timer;
    private final Map<Durability, Outlet> outlets = new ConcurrentHashMap<>();

    /** Senders by way of this broker; the timer stays the caller's to close, after {@link #close}. */
    public Senders(Broker broker, Ticker ticker, Timer timer) {
        this.broker = broker;
        this.ticker = ticker;
        this.timer = timer;
    }

    /**
     * A sender to this stream.
     *
     * @throws HeadraceException if the server cannot keep messages as durably as the options say
     */
    public <T> Sender<T> sender(EventStream<T> stream, SenderOptions options) {
        return new Sender<>(stream, options, outlet(options.durability()), ticker);
    }

    /** Waits, at most this long, until everything sent was answered. */
    public void flush(Duration timeout) {
        each(timeout, Outlet::flush);
    }

    /** Takes nothing more and waits, at most this long, until everything sent was answered; then gives up on the rest. */
    public void close(Duration timeout) {
        each(timeout, Outlet::close);
    }

    private void each(Duration timeout, BiConsumer<Outlet, Duration> task) {
        long endNanos = ticker.nanos() + timeout.toNanos();
        for (Outlet outlet : outlets.values()) {
            task.accept(outlet, Duration.ofNanos(Math.max(0, endNanos - ticker.nanos())));
        }
    }

    private Outlet outlet(Durability durability) {
        Outlet known = outlets.get(durability);
        if (known != null) {
            return known;
        }
        broker.prepare(durability);
        return outlets.computeIfAbsent(durability, fresh -> new Outlet(broker, fresh, ticker, timer));
    }
}
