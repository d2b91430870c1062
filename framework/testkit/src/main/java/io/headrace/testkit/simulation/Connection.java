package io.headrace.testkit.simulation;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Fetch;
import io.headrace.broker.Fetched;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Reader;
import io.headrace.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One life's way to the server. Every call takes time each way, and may meet a {@link Fault} or a server that is out of
 * reach. When the connection breaks, all calls under way fail, and some time later there is another one. A process that
 * has died hears nothing more, but what it had sent may still be carried out.
 */
final class Connection {
    private static final int MAX_LATENESS_MILLIS = 300;
    private static final int MAX_SILENCE_MILLIS = 500;
    private static final int MAX_RECONNECT_MILLIS = 200;
    private static final Duration HALF_OPEN = Duration.ofSeconds(4); // a waiting read of the dead, and its discovery

    private final World world;
    private final Life life;
    private final Set<Call<?>> underWay = new LinkedHashSet<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<SimulatedReader> readers = new ArrayList<>();
    private int number;
    private boolean up = true;

    Connection(World world, Life life) {
        this.world = world;
        this.life = life;
        world.opened(this);
    }

    <R> CompletableFuture<R> call(String name, Object detail, Supplier<CompletableFuture<R>> operation) {
        Call<R> call = new Call<>(name, operation, up ? fault(name) : Fault.NONE);
        if (!up) {
            world.later(world.maxTripMillis, () -> life.whenAwake(call::refuse));
            return call.reply;
        }
        if (call.fault != Fault.NONE) {
            world.count(call.fault.name());
        }
        world.note("{} {} {}{}", life, name, detail, call.fault == Fault.NONE ? "" : "  *** " + call.fault);
        underWay.add(call);
        world.later(world.maxTripMillis, call::arrive);
        return call.reply;
    }

    /** A connection does not carry anything twice; only what is repeatable may be repeated somewhere on the way. */
    private Fault fault(String name) {
        Fault fault = world.faults.next();
        return fault == Fault.DUPLICATE && name.equals("append") ? Fault.NONE : fault;
    }

    Reader reader(GroupRef group, String consumer, Runnable onReconnect) {
        SimulatedReader reader = new SimulatedReader(group, consumer);
        readers.add(reader);
        listeners.add(onReconnect);
        return reader;
    }

    /** The process is gone. Its waiting reads may go on for a while, if nobody tells the server. */
    void abandon() {
        if (world.random.nextInt(3) == 0) {
            world.disturbed(HALF_OPEN);
        } else {
            readers.forEach(SimulatedReader::drop);
        }
    }

    void serverRestarted() {
        readers.forEach(SimulatedReader::drop);
        breakOff(number);
    }

    /** The connection of this number breaks, unless it has done so before. */
    private void breakOff(int broken) {
        if (broken != number || !life.isAlive()) {
            return;
        }
        number++;
        up = false;
        if (world.random.nextInt(5) > 0) {
            readers.forEach(SimulatedReader::drop);
        } else {
            readers.forEach(SimulatedReader::leave);
        }
        List<Call<?>> lost = List.copyOf(underWay);
        underWay.clear();
        life.whenAwake(() -> lost.forEach(Call::lose));
        world.later(MAX_RECONNECT_MILLIS, this::reconnect);
    }

    private void reconnect() {
        if (!life.isAlive()) {
            return;
        }
        if (!life.reachesServer()) {
            world.later(MAX_RECONNECT_MILLIS, this::reconnect);
            return;
        }
        life.whenAwake(() -> {
            up = true;
            world.note("{} is connected again", life);
            listeners.forEach(Runnable::run);
        });
    }

    /** One call on its way there and back. */
    private final class Call<R> {
        final String name;
        final Supplier<CompletableFuture<R>> operation;
        final Fault fault;
        final CompletableFuture<R> reply = new CompletableFuture<>();
        final int sentOn = number;
        final int sentTo = world.serverStarts();

        Call(String name, Supplier<CompletableFuture<R>> operation, Fault fault) {
            this.name = name;
            this.operation = operation;
            this.fault = fault;
        }

        void lose() {
            reply.completeExceptionally(BrokerException.unanswered("the connection broke", null));
        }

        void refuse() {
            reply.completeExceptionally(
                    BrokerException.refused(ErrorCode.CONNECTION_LOST, "There is no connection.", null));
        }

        void arrive() {
            if (sentTo != world.serverStarts()) {
                return;
            }
            if (!life.reachesServer()) {
                world.later(MAX_SILENCE_MILLIS, () -> breakOff(sentOn));
                return;
            }
            if (sentOn != number && world.random.nextBoolean()) {
                return; // it went down with its connection
            }
            switch (fault) {
                case CRASH_BEFORE -> life.crash();
                case LOST_REQUEST -> breakOff(sentOn);
                case LATE_COPY -> {
                    breakOff(sentOn);
                    carryOutLater();
                }
                case DUPLICATE -> {
                    carryOut();
                    carryOutLater();
                }
                default -> carryOut();
            }
        }

        private void carryOut() {
            operation
                    .get()
                    .whenComplete(
                            (result, failure) -> world.later(world.maxTripMillis, () -> comeBack(result, failure)));
        }

        private void carryOutLater() {
            world.later(MAX_LATENESS_MILLIS, () -> {
                if (sentTo == world.serverStarts()) {
                    world.disturbed(HALF_OPEN);
                    operation.get().whenComplete((result, failure) -> world.note("{} late -> {}", name, result));
                }
            });
        }

        private void comeBack(R result, @Nullable Throwable failure) {
            if (sentOn != number || !life.isAlive()) {
                return;
            }
            if (!life.reachesServer()) {
                world.later(MAX_SILENCE_MILLIS, () -> breakOff(sentOn));
                return;
            }
            switch (fault) {
                case CRASH_AFTER -> life.crash();
                case LOST_REPLY -> breakOff(sentOn);
                default -> life.whenAwake(() -> answer(result, failure));
            }
        }

        private void answer(R result, @Nullable Throwable failure) {
            if (sentOn != number) {
                return;
            }
            world.note("{} {} -> {}", life, name, failure == null ? result : failure);
            underWay.remove(this);
            if (failure == null) {
                reply.complete(result);
            } else {
                reply.completeExceptionally(failure);
            }
        }
    }

    /** A reader whose place at the server is another one after each break. */
    private final class SimulatedReader implements Reader {
        private final GroupRef group;
        private String consumer;
        private @Nullable Reader atServer;

        SimulatedReader(GroupRef group, String consumer) {
            this.group = group;
            this.consumer = consumer;
        }

        /** The server has noticed: what waits there waits no more. */
        void drop() {
            if (atServer != null) {
                atServer.close();
                atServer = null;
            }
        }

        /** The server has not noticed: what waits there still takes messages. */
        void leave() {
            atServer = null;
        }

        @Override
        public CompletableFuture<Fetched> fetch(Fetch request) {
            String reads = consumer;
            int readOn = number;
            AtomicInteger copies = new AtomicInteger();
            CompletableFuture<Fetched> reply = call(
                    "fetch",
                    request,
                    () -> place(reads, readOn == number && copies.getAndIncrement() == 0)
                            .fetch(request));
            reply.thenAccept(fetched -> world.witness.delivered(group, fetched.stream()));
            return reply;
        }

        /** A read that is late does not hold up those of the present connection. */
        private Reader place(String reads, boolean onTime) {
            Reader place = onTime && atServer != null ? atServer : world.port.reader(group, reads, () -> {});
            if (onTime) {
                atServer = place;
                place.rename(reads);
            }
            return place;
        }

        @Override
        public void rename(String next) {
            consumer = next;
        }

        @Override
        public void wake() {
            Reader woken = atServer;
            if (woken != null) {
                world.later(world.maxTripMillis, woken::wake);
            }
        }

        @Override
        public void close() {
            drop();
        }
    }
}
