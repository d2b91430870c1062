package io.headrace.faults;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.WorkerBuilder;
import io.headrace.error.HeadraceException;
import io.headrace.handler.BatchContext;
import io.headrace.handler.Context;
import io.headrace.handler.HandlerOptions;
import io.headrace.message.Message;
import io.headrace.observe.WorkerEvent;
import io.headrace.retry.Backoff;
import io.headrace.retry.ErrorPolicy;
import io.headrace.retry.Reject;
import io.lettuce.core.RedisCommandInterruptedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A worker in a process of its own, for a test to kill. Prints {@code ready <clock>} when it works, then what happens
 * to it, one line each. Arguments are {@code name=value}:
 *
 * <ul>
 *   <li>{@code uri}, {@code sink}: the server, and where handlers note what they did
 *   <li>{@code name}, {@code lease} (2000), {@code drain} (5000), {@code timeout} (1000, of commands), {@code backoff} (200),
 *       in milliseconds
 *   <li>{@code concurrency} (16); {@code batch}: handles batches of up to so many
 *   <li>{@code emit=yes}: emits each value to the stream of bills
 *   <li>{@code sleep}: so many milliseconds for each message
 *   <li>{@code hold}: this value waits at the gate until it opens; {@code holdFrom}: those from this number on
 *   <li>{@code stubborn}: this value waits at the gate and ignores interrupts
 *   <li>{@code halt}: this value ends the JVM at once, with code 9
 *   <li>{@code failEvery}, {@code rejectEvery}: each so-manieth value fails at its first attempt, or is
 *       rejected
 * </ul>
 */
final class WorkerMain {
    private static final int HALTED = 9;
    private static final int LOOK_MILLIS = 10;

    private final Map<String, String> options = new HashMap<>();
    private final Sink sink;
    private String name = "";

    private WorkerMain(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        this.sink = Sink.open(Objects.requireNonNull(options.get("sink"), "sink"));
    }

    public static void main(String[] arguments) {
        new WorkerMain(arguments).run();
    }

    private void run() {
        Duration timeout = millis("timeout", 1000);
        Headrace headrace =
                Headrace.connect(Objects.requireNonNull(options.get("uri"), "uri"), o -> o.commandTimeout(timeout));
        WorkerBuilder builder = headrace.worker(Streams.BILLING.group())
                .name(options.getOrDefault("name", "worker"))
                .lease(millis("lease", 2000))
                .drainTimeout(millis("drain", 5000))
                .listener((stream, group, event) -> tell(event));
        if (options.containsKey("batch")) {
            int size = number("batch", 0);
            builder.onBatch(
                    Streams.ORDERS,
                    this::handle,
                    o -> handling(o).concurrency(1).batch(size, Duration.ofMillis(300)));
        } else {
            builder.on(Streams.ORDERS, this::handle, this::handling);
        }
        Worker worker = builder.start();
        name = worker.name();
        print("ready " + System.currentTimeMillis());
        worker.drainOnShutdown().awaitTermination();
    }

    private HandlerOptions handling(HandlerOptions defaults) {
        return defaults.concurrency(number("concurrency", 16))
                .onError(ErrorPolicy.standard().backoff(Backoff.fixed(millis("backoff", 200))));
    }

    private void handle(String value, Context context) throws InterruptedException {
        haltAt(value);
        failAt(value, context.attempt());
        if (options.containsKey("sleep")) {
            Thread.sleep(number("sleep", 0));
        }
        if (is("hold", value) || numberOf(value) >= number("holdFrom", Integer.MAX_VALUE)) {
            waitAtGate(value);
        }
        if (is("stubborn", value)) {
            ignoreInterrupts(value);
        }
        if (is("emit", "yes")) {
            context.emit(Streams.BILLS, value);
        }
        sink.note(value, context.attempt(), name);
    }

    private void handle(List<Message<String>> batch, BatchContext context) {
        print("batch " + batch.size());
        batch.forEach(message -> haltAt(message.value()));
        for (Message<String> message : batch) {
            if (is("emit", "yes")) {
                context.emit(message, Streams.BILLS, message.value());
            }
            sink.note(message.value(), message.attempt(), name);
        }
    }

    private void haltAt(String value) {
        if (is("halt", value)) {
            print("halt " + value);
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private void failAt(String value, int attempt) {
        int number = numberOf(value);
        if (attempt == 1 && isEvery("failEvery", number)) {
            throw new IllegalStateException("fails at first");
        }
        if (isEvery("rejectEvery", number)) {
            throw Reject.because("not wanted");
        }
    }

    private void waitAtGate(String value) throws InterruptedException {
        print("holding " + value);
        sink.arriveAtGate();
        while (!sink.isGateOpen()) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void ignoreInterrupts(String value) {
        print("holding " + value);
        sink.arriveAtGate();
        boolean open = false;
        while (!open) {
            try {
                Thread.sleep(LOOK_MILLIS);
                open = sink.isGateOpen();
            } catch (InterruptedException | RedisCommandInterruptedException ignored) {
                print("interrupted");
            }
        }
    }

    private void tell(WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseLost lost) {
            name = lost.nextName();
            print("lease-lost " + lost.name());
        } else if (event instanceof WorkerEvent.Trouble trouble) {
            print("trouble " + trouble.cause().code());
        } else if (event instanceof WorkerEvent.Parked parked
                && parked.failure() instanceof HeadraceException refusal) {
            print("refused " + refusal.code());
        } else if (event instanceof WorkerEvent.Entered entered) {
            print("entered " + entered.state());
        }
        if (event instanceof WorkerEvent.Moved moved) {
            print("moved " + moved.flow() + " " + moved.count());
        }
    }

    private boolean is(String option, String value) {
        return value.equals(options.get(option));
    }

    private static int numberOf(String value) {
        return Integer.parseInt(value.substring(value.lastIndexOf('-') + 1));
    }

    private boolean isEvery(String option, int number) {
        return options.containsKey(option) && number % number(option, 1) == 1;
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, "" + otherwise));
    }

    private Duration millis(String option, int otherwise) {
        return Duration.ofMillis(number(option, otherwise));
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
